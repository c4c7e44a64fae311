package io.vacate.libvirt.connection;

import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.CredentialRequest;
import io.vacate.api.spi.CredentialRequest.Kind;
import io.vacate.api.spi.CredentialSource;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.jna.LibvirtLibrary.CredentialCallback;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What libvirt asks while one connection opens, passed on to a {@link CredentialSource}. Answers live in C's memory until
 * libvirt frees them, and nowhere else.
 */
final class CredentialPrompts {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialPrompts.class);

    /** To log in with. On whose behalf ({@code VIR_CRED_USERNAME}) is not asked, but taken to be the same. */
    private static final int USER_NAME = 2;

    private static final int PASSPHRASE = 5;
    private static final int ECHOED = 6;
    private static final int NOT_ECHOED = 7;
    private static final int[] TYPES = {USER_NAME, PASSPHRASE, ECHOED, NOT_ECHOED};

    /** {@code virConnectAuth}: types, their number, callback, its argument. */
    private static final int AUTH_BYTES = 32;

    /** {@code virConnectCredential}: int type; char *prompt, *challenge, *default, *result; unsigned int length. */
    private static final int CREDENTIAL_BYTES = 48;

    private static final int PROMPT_AT = 8;
    private static final int RESULT_AT = 32;
    private static final int LENGTH_AT = 40;

    private final HostUri uri;
    private final CredentialSource source;
    private final Map<String, Integer> attempts = new HashMap<>();
    private long nanosAsked;
    private long askedSince;
    private boolean isAsking;
    private @Nullable CredentialRequest unanswered;

    CredentialPrompts(HostUri uri, CredentialSource source) {
        this.uri = uri;
        this.source = source;
    }

    /** Calls {@code virConnectOpenAuth}. */
    @Nullable
    ConnectionPointer open(LibvirtLibrary library, String libvirtUri) {
        CredentialCallback callback = (credentials, count, opaque) -> answerAll(credentials, count);
        Memory types = new Memory((long) TYPES.length * Integer.BYTES);
        types.write(0, TYPES, 0, TYPES.length);
        Memory auth = new Memory(AUTH_BYTES);
        auth.clear();
        auth.setPointer(0, types);
        auth.setInt(8, TYPES.length);
        auth.setPointer(16, CallbackReference.getFunctionPointer(callback));
        try {
            return library.virConnectOpenAuth(libvirtUri, auth, 0);
        } finally {
            // Only C knew of them.
            Reference.reachabilityFence(callback);
            Reference.reachabilityFence(types);
        }
    }

    /** Returns for how long somebody was asked so far, now included. */
    synchronized Duration timeAsked() {
        return Duration.ofNanos(nanosAsked + (isAsking ? System.nanoTime() - askedSince : 0));
    }

    /** Returns the error for a host that asked and was not answered, if it is that. */
    synchronized Optional<HypervisorException> refusal(LibvirtError error) {
        return Optional.ofNullable(unanswered)
                .map(request -> new AccessDeniedException(
                        "%s asks for %s%s, and nobody answered: %s"
                                .formatted(
                                        uri,
                                        request.kind() == Kind.USER_NAME
                                                ? "a user name"
                                                : request.kind() == Kind.PASSWORD ? "a password" : "an answer",
                                        request.prompt().isBlank()
                                                ? ""
                                                : " ('%s')"
                                                        .formatted(
                                                                request.prompt().strip()),
                                        "set SessionOptions.withCredentials, run the command at a terminal, or keep it in libvirt's auth.conf"),
                        error.toNative()));
    }

    private int answerAll(Pointer credentials, int count) {
        try {
            for (int i = 0; i < count; i++) {
                if (!answer(credentials.share((long) i * CREDENTIAL_BYTES, CREDENTIAL_BYTES))) {
                    return -1;
                }
            }
            return 0;
        } catch (RuntimeException | Error failure) {
            // Nothing may be thrown into C.
            LOG.warn("{} could not be answered: {}", uri, failure.toString());
            return -1;
        }
    }

    private boolean answer(Pointer credential) {
        CredentialRequest request = request(credential);
        begin(request);
        Optional<char[]> answer = Optional.empty();
        try {
            answer = source.answer(request);
        } finally {
            end(answer.isPresent());
        }
        answer.ifPresent(text -> write(credential, text));
        return answer.isPresent();
    }

    private CredentialRequest request(Pointer credential) {
        Pointer prompt = credential.getPointer(PROMPT_AT);
        String text = prompt == null ? "" : prompt.getString(0, "UTF-8");
        int type = credential.getInt(0);
        Kind kind = switch (type) {
            case USER_NAME -> Kind.USER_NAME;
            case PASSPHRASE, NOT_ECHOED -> Kind.PASSWORD;
            default -> Kind.OTHER;
        };
        int attempt = attempts.merge(kind + text, 1, Integer::sum);
        return new CredentialRequest(uri, kind, text, kind != Kind.PASSWORD, attempt);
    }

    private synchronized void begin(CredentialRequest request) {
        isAsking = true;
        askedSince = System.nanoTime();
        unanswered = request;
    }

    private synchronized void end(boolean isAnswered) {
        isAsking = false;
        nanosAsked += System.nanoTime() - askedSince;
        if (isAnswered) {
            unanswered = null;
        }
    }

    /** Writes an answer where libvirt frees it, and overwrites what was not C's. */
    private static void write(Pointer credential, char[] answer) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(answer));
        int length = bytes.remaining();
        Pointer result = new Pointer(Native.malloc(length + 1L));
        result.getByteBuffer(0, length + 1L).put(bytes);
        result.setByte(length, (byte) 0);
        credential.setPointer(RESULT_AT, result);
        credential.setInt(LENGTH_AT, length);
        bytes.clear();
        while (bytes.hasRemaining()) {
            bytes.put((byte) 0);
        }
        Arrays.fill(answer, '\0');
    }
}
