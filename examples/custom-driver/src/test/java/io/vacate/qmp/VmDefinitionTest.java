package io.vacate.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Boot;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import io.vacate.api.vm.VmConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmDefinitionTest {
    private static final VmConfig CONFIG = VmConfig.builder("a, 'b'", DataSize.ofMebibytes(96))
            .vcpus(2)
            .boot(new Boot.DirectKernel("/k", "", "quiet"))
            .disk(new DiskConfig("vda", "/disks/a,b.qcow2", "qcow2", true, true))
            .nic(new NicConfig("52:54:00:77:00:01", "user", "", ""))
            .build();

    @Test
    void config_isKeptThroughTheFile() throws JsonProcessingException {
        String json = Json.MAPPER.writeValueAsString(VmDefinition.of(CONFIG));

        assertThat(VmDefinition.parse(json).config()).isEqualTo(CONFIG);
    }

    @Test
    void smallestDefinition_hasDefaults() {
        VmDefinition definition = VmDefinition.parse("{\"name\":\"web\",\"memory_bytes\":1048576}");

        assertThat(definition.config().vcpus()).isEqualTo(1);
        assertThat(definition.config().boot()).isEqualTo(new Boot.FromDisk());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"web\"}                                                       | memory_bytes",
                "{\"name\":\"web\",\"memory_bytes\":0}                                    | memory",
                "{\"name\":\"\",\"memory_bytes\":1}                                       | name",
                "{\"name\":\"web\",\"memory_bytes\":1,\"colour\":\"red\"}                 | colour",
                "{\"name\":\"web\",\"memory_bytes\":1,\"accelerator\":\"xen\"}            | xen",
                "{\"name\":\"web\",\"memory_bytes\":1,\"arguments\":[\"-incoming\"]}      | -incoming",
                "{\"name\":\"web\",\"memory_bytes\":1,\"arguments\":[\"--S\"]}            | --S",
                "web                                                                      | Unrecognized token"
            })
    void unusableDefinition_isRefusedAndSaysWhy(String json, String named) {
        assertThatThrownBy(() -> VmDefinition.parse(json))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(named)
                .hasMessageEndingWith("nothing was changed");
    }

    @Test
    void networkCardOfAnotherType_isRefused() {
        VmConfig bridged = VmConfig.builder("web", DataSize.ofMebibytes(1))
                .nic(new NicConfig("", "bridge", "br0", ""))
                .build();

        assertThatThrownBy(() -> VmDefinition.of(bridged))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("bridge");
    }

    @Test
    void commas_areDoubledForQemu() {
        Emulator emulator = new Emulator(Path.of("/qemu"), "10.0");
        VmFolder folder = new VmFolder(Path.of("/h").resolve(CONFIG.id().toString()));

        List<String> words = CommandLine.toReceive(emulator, VmDefinition.of(CONFIG), folder);

        assertThat(words)
                .contains("guest=a,, 'b'")
                .contains("if=virtio,file=/disks/a,,b.qcow2,format=qcow2,readonly=on")
                .endsWith("-S", "-incoming", "defer");
    }
}
