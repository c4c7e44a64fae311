package io.vacate.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.NativeError;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostUri;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorTranslationTest {
    private static final HostUri HOST = HostUri.parse("kvm+tcp://node7/system");
    private static final int FROM_QEMU = 10;
    private static final int FROM_RPC = 7;

    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of(42, UnknownVmException.class),
                Arguments.of(28, DuplicateVmException.class),
                Arguments.of(55, VmStateException.class),
                Arguments.of(27, InvalidDefinitionException.class),
                Arguments.of(67, InvalidDefinitionException.class),
                Arguments.of(88, AccessDeniedException.class),
                Arguments.of(29, AccessDeniedException.class),
                Arguments.of(81, MigrationRefusedException.class),
                Arguments.of(68, OperationFailedException.class),
                Arguments.of(9, OperationFailedException.class),
                Arguments.of(1, OperationFailedException.class),
                Arguments.of(9999, OperationFailedException.class));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void translate_code_becomesWhatTheCallerCanActUpon(int code, Class<? extends HypervisorException> type) {
        HypervisorException translated = translate(new LibvirtError(code, FROM_QEMU, 0, "no luck"), true);

        assertThat(translated).isInstanceOf(type).hasMessageContaining(HOST.toString());
    }

    @Test
    void translate_keepsWhatLibvirtSaid() {
        HypervisorException translated = translate(new LibvirtError(9, FROM_QEMU, 0, "no luck"), true);

        assertThat(translated.nativeError()).hasValue(new NativeError(9, "libvirt QEMU driver", "no luck"));
        assertThat(translated).hasMessageContaining("start VM 'web'").hasMessageContaining("no luck");
    }

    @Test
    void translate_brokenConnection_isUnreachableWhateverTheCode() {
        HypervisorException translated = translate(new LibvirtError(1, FROM_RPC, 0, "client socket is closed"), false);

        assertThat(translated).isInstanceOf(HostUnreachableException.class).hasMessageContaining("may have been done");
    }

    @Test
    void translate_hostsOwnConnectionTrouble_isNotOurs() {
        HypervisorException translated = translate(new LibvirtError(38, FROM_RPC, 111, "Connection refused"), true);

        assertThat(translated).isInstanceOf(OperationFailedException.class);
    }

    @Test
    void translateOpening_permissionDenied_isAccessDenied() {
        assertThat(ErrorTranslation.translateOpening(new LibvirtError(38, FROM_RPC, 13, "Permission denied"), HOST))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(ErrorTranslation.translateOpening(new LibvirtError(45, FROM_RPC, 0, "authentication"), HOST))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void translateOpening_anythingElse_isUnreachable() {
        assertThat(ErrorTranslation.translateOpening(new LibvirtError(38, FROM_RPC, 111, "Connection refused"), HOST))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("Connection refused");
    }

    private static HypervisorException translate(LibvirtError error, boolean connected) {
        return ErrorTranslation.translate(error, HOST, "start VM 'web'", "web", connected);
    }
}
