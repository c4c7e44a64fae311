package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.host.Capability;
import io.vacate.api.vm.VmState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorldFileTest {
    private static final String VM =
            "hosts:\n- name: alpha\n  memory: 1GiB\n  vms:\n  - name: web\n    memory: 64MiB\n";

    @Test
    void everything_canBeSaid(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("all.yaml");
        Files.writeString(file, """
                seed: 7
                noise: 0.1
                core: 10Gbit/s
                time: {mode: manual}
                costs: {prepare: 0.5s, streamRate: 1GiB/s, tlsFactor: 0.5, vmOverhead: 16MiB, keepAliveTimeout: 5s}
                hosts:
                  - name: alpha
                    memory: 4GiB
                    cpus: 4
                    network: {up: 500Mbit/s, down: 1Gbit/s}
                    disk: {read: 200MiB/s, write: 100MiB/s, size: 10GiB}
                    memoryBuffer: {size: 1GiB}
                    without: [post-copy, TLS_TRANSFER]
                    vms:
                      - name: "wéb 1"
                        id: 6f9619ff-8b86-d011-b42d-00cf4fc964ff
                        memory: 512MiB
                        used: 100MiB
                        cpus: 2
                        cpuLoad: 0.5
                        dirty: {curve: [{period: 1s, dirtied: 10MiB}, {period: 10s, dirtied: 50MiB}]}
                        state: paused
                        persistent: false
                        ignoresShutdown: true
                        boot: {kernel: /boot/vmlinuz, commandLine: quiet}
                        disks: [{target: vda, source: /a.raw, size: 2GiB, changed: 10MiB, shared: false}]
                        nics: [{source: br0, type: bridge, macAddress: "52:54:00:00:00:01"}]
                      - {name: old, memory: 1MiB, state: off}
                  - {name: beta, memory: 2GiB}
                faults:
                  - {at: 1s, fault: link-down, host: beta, for: 2s}
                  - {at: 2s, fault: slow_calls, host: beta, latency: 5ms}
                  - {at: 2s, fault: kill-vm, host: alpha, vm: nobody}
                  - {at: 2s, fault: fail-migration, host: alpha, vm: "wéb 1", share: 0.5, message: planned}
                """);

        try (SimWorld world = SimWorld.load(file)) {
            Host alpha = world.open("alpha");
            VM vm = alpha.vm("wéb 1");
            assertThat(vm.status().state()).isEqualTo(VmState.PAUSED);
            assertThat(vm.config().vcpus()).isEqualTo(2);
            assertThat(vm.config().disks()).hasSize(1);
            assertThat(alpha.capabilities())
                    .contains(Capability.PRE_COPY)
                    .doesNotContain(Capability.POST_COPY, Capability.TLS_TRANSFER);
            assertThat(alpha.memory().used()).isEqualTo(Worldly.mebibytes(512 + 16));
            world.advance(Duration.ofSeconds(1));
            assertThat(world.trace()).anyMatch(line -> line.contains("beta: link down"));
            world.advance(Duration.ofSeconds(2));
            assertThat(world.trace())
                    .anyMatch(line -> line.contains("beta: link up"))
                    .anyMatch(line -> line.contains("nobody"));
        }
    }

    @Test
    void json_isReadToo() {
        try (SimWorld world = WorldFile.parse("w.json", "{\"hosts\": [{\"name\": \"alpha\", \"memory\": \"1GiB\"}]}")
                .build()) {
            assertThat(world.hosts()).containsExactly("alpha");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "stubborn", "faulty"})
    void presets_canBeMade(String preset) {
        try (SimWorld world = SimWorld.preset(preset)) {
            assertThat(world.hosts()).containsExactly("alpha", "beta", "gamma");
            assertThat(world.open("alpha").vms()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '    used: 65MiB'                  | hosts[0].vms[0]: used (65 MiB) of VM 'web' must not exceed
            '    cpu: 2'                       | line 7, hosts[0].vms[0].cpu: unknown field 'cpu'; use name
            '    state: dead'                  | line 7, hosts[0].vms[0].state: 'dead' is unknown; use running
            '    cpus: two'                    | line 7, hosts[0].vms[0].cpus: 'two' is not a whole number
            '    cpuLoad: 2'                   | line 7, hosts[0].vms[0].cpuLoad: cpuLoad (2.0) must be from 0 to 1
            '    used: 10apples'               | line 7, hosts[0].vms[0].used: '10apples' is not a size
            '    used: [1]'                    | line 7, hosts[0].vms[0].used: must be a single value, not a list
            '    dirty: {rate: 5MiB/s}'        | line 7, hosts[0].vms[0].dirty: 'workingSet' is missing
            '    persistent: yes'              | line 7, hosts[0].vms[0].persistent: 'yes' is neither true nor false
            '    id: 7'                        | line 7, hosts[0].vms[0].id: '7' is not a UUID
            '    disks: 5'                     | line 7, hosts[0].vms[0].disks: must be a list, not '5'
            '    name: again'                  | line 7: Duplicate
            '  without: [FLYING]'              | line 7, hosts[0].without[0]: 'FLYING' is unknown; use define
            '  network: 0Mbit/s'               | line 7, hosts[0].network: up must be more than 0
            '  name: alpha2'                   | line 7: Duplicate
            '- name: alpha\n  memory: 1GiB'    | hosts[1]: There are two hosts 'alpha'
            '- memory: 1GiB'                   | line 7, hosts[1]: 'name' is missing
            '- name: b\n  memory: 0'           | hosts[1]: memory of host 'b' must be more than 0
            'time: {mode: scaled}'             | line 7, time: 'factor' is missing
            'time: {mode: scaled, factor: -1}' | line 7, time.factor: factor (-1.0) must be
            'time: {mode: slow}'               | line 7, time.mode: 'slow' is unknown; use manual, automatic, scaled
            'noise: 1'                         | line 7, noise: noise (1.0) must be at least 0 and below 1
            'costs: {prepare: 5}'              | line 7, costs.prepare: '5' is not a duration
            'faults: [{fault: boom, host: alpha}]'          | faults[0].fault: 'boom' is unknown; use link_down
            'faults: [{fault: restart, host: omega}]'       | line 7, faults[0].host: there is no host 'omega'
            'faults: [{fault: kill-vm, host: alpha}]'       | line 7, faults[0]: 'vm' is missing
            'x: &a 1'                          | line 7, x: unknown field 'x'; use seed
            """)
    void mistakes_areNamedWithTheirPlace(String added, String expected) {
        String text = VM + added.replace("\\n", "\n") + "\n";

        assertThatThrownBy(() -> WorldFile.parse("rack.yaml", text).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rack.yaml, line ")
                .hasMessageContaining(expected);
    }

    @Test
    void crowdedHost_isRefused() {
        assertThatThrownBy(() -> WorldFile.parse("w.yaml", VM + "  - {name: fat, memory: 2GiB}\n"))
                .hasMessageContaining("active VMs of host 'alpha' need");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "hosts: []", "5", "{", "hosts: &h [*h]", "---\na: 1\n---\nb: 1\n", "\t"})
    void nonsense_isRefused(String text) {
        assertThatThrownBy(() -> WorldFile.parse("w.yaml", text).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("w.yaml");
    }

    @Test
    void missingFile_isNamed(@TempDir Path folder) {
        Path file = folder.resolve("none.yaml");

        assertThatThrownBy(() -> SimWorld.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString());
    }
}
