package io.vacate.libvirt.suspend;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.storage.ByteSink;
import io.vacate.libvirt.storage.ByteSource;
import io.vacate.libvirt.storage.FileDirectory;
import io.vacate.libvirt.storage.StoredFile;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Files in memory. Not thread-safe but for one that reads while another writes elsewhere. */
final class FakeDirectory implements FileDirectory {
    private final FakeSite site;
    private final String path;
    final Map<String, byte[]> files = new TreeMap<>();
    long roomBytes = Long.MAX_VALUE;
    boolean damages;
    boolean isMade;

    FakeDirectory(FakeSite site, String path) {
        this.site = site;
        this.path = path;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Room room() {
        site.ask();
        return new Room(isMade ? path : "/", DataSize.ofBytes(roomBytes));
    }

    @Override
    public List<StoredFile> files(Predicate<String> wanted) {
        site.ask();
        return files.entrySet().stream()
                .filter(file -> wanted.test(file.getKey()))
                .map(file -> new StoredFile(file.getKey(), DataSize.ofBytes(file.getValue().length), Instant.EPOCH))
                .toList();
    }

    @Override
    public void make() {
        site.change(() -> isMade = true);
    }

    @Override
    public void create(String name, DataSize size) {
        site.change(() -> {
            isMade = true;
            if (files.containsKey(name)) {
                throw new OperationFailedException(name + " is there");
            }
            files.put(name, new byte[Math.toIntExact(size.bytes())]);
        });
    }

    @Override
    public void delete(String name) {
        site.change(() -> files.remove(name));
    }

    @Override
    public ByteSource download(String name, long offset, long length) {
        site.ask();
        byte[] content = Arrays.copyOfRange(content(name), (int) offset, (int) (offset + length));
        return new ByteSource() {
            private int at;

            @Override
            public int read(byte[] buffer) {
                site.ask();
                int count = Math.min(buffer.length, content.length - at);
                System.arraycopy(content, at, buffer, 0, count);
                at += count;
                return count;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public ByteSink upload(String name, long offset, long length) {
        site.ask();
        byte[] content = content(name);
        return new ByteSink() {
            private int at = (int) offset;

            @Override
            public void write(byte[] bytes, int count) {
                site.change(() -> {
                    System.arraycopy(bytes, 0, content, at, count);
                    if (damages && at > 100_000) {
                        content[at] ^= 1;
                    }
                    at += count;
                });
            }

            @Override
            public void finish() {
                site.ask();
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    private byte[] content(String name) {
        byte @Nullable [] content = files.get(name);
        if (content == null) {
            throw new OperationFailedException("there is no " + name);
        }
        return content;
    }
}
