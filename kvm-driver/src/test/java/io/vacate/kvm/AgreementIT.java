package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.VM;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Finding;
import io.vacate.api.vm.VmState;
import io.vacate.kvm.Definitions.Definition;
import io.vacate.testbed.GuestImages;
import io.vacate.testbed.TestbedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What libvirt refuses is found beforehand, and what it does not refuse is not: each definition is checked, then moved by virsh. */
class AgreementIT extends TwoKvmHosts {
    private static final Logger LOG = LoggerFactory.getLogger(AgreementIT.class);
    private static final String POOL = "agreement";

    @TempDir
    private Path files;

    /** What was found of a definition beforehand, and what libvirt then did. */
    private record Verdict(String name, List<Finding> refusals, Optional<String> libvirt) {
        boolean agrees() {
            return refusals.isEmpty() == libvirt.isEmpty();
        }
    }

    @AfterEach
    void removeFiles() {
        for (String host : hostNames()) {
            quietly(host, "pool-destroy", POOL);
            quietly(host, "pool-destroy", POOL + "-here");
            quietly(host, "net-undefine", "agreement-off");
        }
    }

    private List<String> hostNames() {
        return List.of(sourceAddress().name(), destinationAddress().name());
    }

    @Test
    void checkAndLibvirt_sayTheSame_ofEachDefinition() throws IOException {
        makeFiles();
        List<Definition> definitions = Definitions.all();

        List<Verdict> verdicts = new ArrayList<>();
        for (Definition definition : definitions) {
            verdicts.add(judged(definition));
            LOG.info("{}", verdicts.get(verdicts.size() - 1));
        }

        assertThat(definitions).hasSizeGreaterThanOrEqualTo(60);
        assertThat(verdicts).allMatch(Verdict::agrees);
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.libvirt().isPresent())
                .hasSizeGreaterThan(15);
        assertThat(verdicts).filteredOn(verdict -> verdict.libvirt().isEmpty()).hasSizeGreaterThan(30);
    }

    private void makeFiles() throws IOException {
        String here = hostNames().get(0);
        for (String host : hostNames()) {
            testbed().virsh(host, "pool-create-as", POOL, "dir", "--target", Definitions.DIRECTORY, "--build");
            testbed()
                    .virsh(
                            host,
                            "pool-create-as",
                            "empty",
                            "dir",
                            "--target",
                            Definitions.DIRECTORY + "/empty",
                            "--build");
            testbed().virsh(host, "pool-destroy", "empty");
            for (String file : List.of("both1", "both2", "both3", "both4", "both5", "both6")) {
                quietly(host, "vol-create-as", POOL, file + ".raw", "1M");
            }
            for (String file : List.of("both7", "both8")) {
                quietly(host, "vol-create-as", POOL, file + ".qcow2", "64M", "--format", "qcow2");
            }
            upload(host, "both-kernel");
            upload(host, "both-bios.bin");
        }
        testbed()
                .virsh(
                        here,
                        "pool-create-as",
                        POOL + "-here",
                        "dir",
                        "--target",
                        Definitions.DIRECTORY + "-here",
                        "--build");
        for (String file : List.of("here1", "here2", "here3", "here4")) {
            quietly(here, "vol-create-as", POOL, file + ".raw", "1M");
        }
        quietly(here, "vol-delete", "--pool", POOL, "copy.qcow2");
        upload(here, "here-kernel");
        Path network = file(
                "network.xml",
                "<network><name>agreement-off</name><forward mode='bridge'/><bridge name='off0'/></network>");
        testbed().virsh(hostNames().get(1), "net-define", network.toString());
    }

    private void upload(String host, String name) throws IOException {
        Path kernel = GuestImages.require().kernel();
        Path content = name.endsWith("bios.bin")
                ? kernel.resolveSibling("../qemu/usr/share/seabios/bios-256k.bin")
                        .normalize()
                : kernel;
        quietly(host, "vol-create-as", POOL, name, String.valueOf(Files.size(content)));
        testbed().virsh(host, "vol-upload", "--pool", POOL, name, content.toString());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(files.resolve(name), text);
    }

    private void quietly(String host, String... arguments) {
        try {
            testbed().virsh(host, arguments);
        } catch (TestbedException alreadySo) {
            LOG.debug("Nothing to do", alreadySo);
        }
    }

    private Verdict judged(Definition definition) throws IOException {
        VM vm = source().defineNative(atSource(definition.xml()));
        try {
            vm.start();
            for (String command : definition.commands()) {
                String snapshot =
                        "<domainsnapshot><name>before</name><creationTime>1</creationTime><state>shutoff</state><memory snapshot='no'/><disks><disk name='vda' snapshot='internal'/></disks>%s</domainsnapshot>"
                                .formatted(definition(vm));
                testbed()
                        .virsh(
                                hostNames().get(0),
                                command.formatted(definition.name())
                                        .replace(
                                                "SNAPSHOT",
                                                file("snapshot.xml", snapshot).toString())
                                        .split(" "));
            }
            MigrationRequest.Builder request = MigrationRequest.builder();
            if (!definition.xmlThere().isEmpty()) {
                request.destinationDefinition(atSource(definition.xmlThere()));
            }
            List<Finding> refusals =
                    vm.preflight(destination(), request.build()).refusals(Set.of());
            assertThat(vm.status().state()).as(definition.name()).isEqualTo(VmState.RUNNING);
            return new Verdict(definition.name(), refusals, moved(definition));
        } finally {
            remove(vm);
        }
    }

    private String atSource(String xml) {
        return xml.replace("SOURCE", sourceAddress().uri().getHost());
    }

    private String definition(VM vm) {
        return testbed().virsh(hostNames().get(0), "dumpxml", vm.id().toString());
    }

    /** Returns why libvirt refuses; empty if the VM has moved. */
    private Optional<String> moved(Definition definition) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "migrate",
                "--live",
                "--p2p",
                "--abort-on-error",
                "--persistent",
                "--undefinesource",
                definition.name(),
                destinationAddress().libvirtUri().toString()));
        if (!definition.xmlThere().isEmpty()) {
            String there = file("there.xml", atSource(definition.xmlThere())).toString();
            words.addAll(List.of("--xml", there, "--persistent-xml", there));
        }
        try {
            testbed().virsh(hostNames().get(0), words.toArray(String[]::new));
            return Optional.empty();
        } catch (TestbedException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private void remove(VM vm) {
        for (String host : hostNames()) {
            quietly(host, "destroy", vm.id().toString());
            quietly(host, "undefine", vm.id().toString(), "--snapshots-metadata", "--checkpoints-metadata");
        }
        assertThat(source().vms()).extracting(VM::id).doesNotContain(vm.id());
    }
}
