package io.vacate.xen.state;

import io.vacate.api.error.OperationFailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A VM as libvirt's driver for libxl saves it: libvirt's header with the definition, and libxl's stream, into which libxc's is
 * laid. Both are chains of records that name their length, and end with one of type 0; a file whose chain breaks off was never
 * finished. libvirt itself does not tell the two apart.
 *
 * @see <a href="https://xenbits.xen.org/docs/unstable/specs/libxl-migration-stream.html">LibXenLight Domain Image Format</a>
 * @see <a href="https://xenbits.xen.org/docs/unstable/specs/libxc-migration-stream.html">LibXenCtrl Domain Image Format</a>
 */
final class StateFile {
    private static final byte[] MAGIC = "libvirt-xml\n \0 \r".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 64;
    private static final int DEFINITION_LENGTH = 20;
    private static final int MOST_DEFINITION = 1 << 20;

    private static final long LIBXL_IDENT = 0x4c6962786c466d74L; // "LibxlFmt"
    private static final int LIBXL_HEADER = 16;
    private static final int LIBXC_IDENT = 0x58454e46; // "XENF", after eight bytes of ones
    private static final int LIBXC_HEADER = 24;
    private static final int LIBXC_DOMAIN = 16;
    private static final int RECORD = 8;
    private static final int END = 0;
    private static final int LIBXC_CONTEXT = 1;

    private final String path;
    private final Content content;

    StateFile(String path, Content content) {
        this.path = path;
        this.content = content;
    }

    /** The bytes of a file. */
    @FunctionalInterface
    interface Content {
        /** Returns up to so many bytes from there; fewer at the file's end. */
        byte[] read(long offset, int length);
    }

    /** Breaks off the walk along the records. */
    private static final class Torn extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Torn() {
            super(null, null, false, false);
        }
    }

    /**
     * Returns the definition in it, whole or not.
     *
     * @throws OperationFailedException if it is no such file
     */
    String definition() {
        try {
            byte[] header = bytes(0, HEADER);
            int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(DEFINITION_LENGTH);
            if (Arrays.equals(Arrays.copyOf(header, MAGIC.length), MAGIC) && length > 0 && length <= MOST_DEFINITION) {
                byte[] text = bytes(HEADER, length);
                return new String(text, 0, length - 1, StandardCharsets.UTF_8);
            }
        } catch (Torn tooShort) {
            // Said below.
        }
        throw new OperationFailedException(
                "'%s' is no saved VM of libvirt's driver for Xen; nothing was changed".formatted(path));
    }

    /** Returns the definition in it if all that belongs to the saved VM is there. */
    Optional<String> wholeDefinition() {
        try {
            String definition = definition();
            int length = part(DEFINITION_LENGTH, Integer.BYTES, ByteOrder.LITTLE_ENDIAN)
                    .getInt();
            libxl(HEADER + length);
            return Optional.of(definition);
        } catch (Torn | OperationFailedException unfinished) {
            return Optional.empty();
        }
    }

    private void libxl(long begin) {
        require(part(begin, LIBXL_HEADER, ByteOrder.BIG_ENDIAN).getLong() == LIBXL_IDENT);
        long at = begin + LIBXL_HEADER;
        for (Head head = head(at); head.type != END; head = head(at)) {
            at = head.type == LIBXC_CONTEXT ? libxc(head.next) : head.next;
        }
    }

    /** Returns where libxl's own records go on. */
    private long libxc(long begin) {
        ByteBuffer header = part(begin, LIBXC_HEADER, ByteOrder.BIG_ENDIAN);
        require(header.getLong() == -1 && header.getInt() == LIBXC_IDENT);
        long at = begin + LIBXC_HEADER + LIBXC_DOMAIN;
        Head head = head(at);
        while (head.type != END) {
            at = head.next;
            head = head(at);
        }
        return head.next;
    }

    /** The head of a record, and where the next one begins. */
    private record Head(int type, long next) {}

    private Head head(long at) {
        ByteBuffer head = part(at, RECORD, ByteOrder.LITTLE_ENDIAN);
        int type = head.getInt();
        long length = Integer.toUnsignedLong(head.getInt());
        return new Head(type, at + RECORD + (length + RECORD - 1) / RECORD * RECORD);
    }

    private static void require(boolean asItOughtToBe) {
        if (!asItOughtToBe) {
            throw new Torn();
        }
    }

    private byte[] bytes(long offset, int length) {
        byte[] bytes = content.read(offset, length);
        require(bytes.length == length);
        return bytes;
    }

    private ByteBuffer part(long offset, int length, ByteOrder order) {
        return ByteBuffer.wrap(bytes(offset, length)).order(order);
    }
}
