package io.vacate.qmp;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Boot;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A VM as its file {@code vm.json} holds it: the driver's native form.
 *
 * @param id identity
 * @param name name
 * @param memoryBytes memory in bytes
 * @param vcpus virtual CPUs
 * @param kernel kernel that QEMU loads; null to start from the first disk
 * @param disks disks
 * @param nics network cards
 * @param accelerator {@code "kvm"} or {@code "tcg"}
 * @param arguments further arguments for QEMU, such as {@code ["-serial", "udp:127.0.0.1:7000"]}
 */
record VmDefinition(
        UUID id,
        String name,
        long memoryBytes,
        int vcpus,
        @Nullable Kernel kernel,
        List<DiskConfig> disks,
        List<NicConfig> nics,
        String accelerator,
        List<String> arguments) {
    /** What would take the VM out of the driver's hands. */
    private static final Set<String> RESERVED = Set.of("incoming", "S", "daemonize", "pidfile", "uuid", "qmp");

    /**
     * A kernel that QEMU loads.
     *
     * @param file path of the kernel
     * @param initrd path of the initial RAM disk; empty for none
     * @param commandLine its command line
     */
    record Kernel(String file, String initrd, String commandLine) {}

    VmDefinition {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        arguments = List.copyOf(arguments);
        arguments.stream().filter(VmDefinition::isReserved).findFirst().ifPresent(reserved -> {
            throw new IllegalArgumentException("argument '%s' is the driver's own".formatted(reserved));
        });
        if (!Set.of("kvm", "tcg").contains(accelerator)) {
            throw new IllegalArgumentException("accelerator '%s' is neither kvm nor tcg".formatted(accelerator));
        }
        nics.stream().filter(nic -> !nic.type().equals("user")).findFirst().ifPresent(nic -> {
            throw new IllegalArgumentException(
                    "network cards of type '%s' are not supported, only 'user'".formatted(nic.type()));
        });
    }

    private static boolean isReserved(String argument) {
        return argument.startsWith("-") && RESERVED.contains(argument.replaceFirst("^--?", ""));
    }

    static VmDefinition of(VmConfig config) {
        try {
            return new VmDefinition(
                    config.id().uuid(),
                    config.name(),
                    config.memory().bytes(),
                    config.vcpus(),
                    config.boot() instanceof Boot.DirectKernel direct
                            ? new Kernel(direct.kernel(), direct.initrd(), direct.commandLine())
                            : null,
                    config.disks(),
                    config.nics(),
                    defaultAccelerator(),
                    List.of());
        } catch (IllegalArgumentException wrong) {
            throw invalid(config.name(), wrong);
        }
    }

    /** @throws InvalidDefinitionException if it is not one */
    static VmDefinition parse(String json) {
        try {
            VmDefinition definition = Json.MAPPER.readValue(json, VmDefinition.class);
            definition.config();
            return definition;
        } catch (JsonProcessingException | IllegalArgumentException wrong) {
            throw invalid("(JSON)", wrong);
        }
    }

    @JsonCreator
    static VmDefinition read(
            @JsonProperty("id") @Nullable UUID id,
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "memory_bytes", required = true) long memoryBytes,
            @JsonProperty("vcpus") @Nullable Integer vcpus,
            @JsonProperty("kernel") @Nullable Kernel kernel,
            @JsonProperty("disks") @Nullable List<DiskConfig> disks,
            @JsonProperty("nics") @Nullable List<NicConfig> nics,
            @JsonProperty("accelerator") @Nullable String accelerator,
            @JsonProperty("arguments") @Nullable List<String> arguments) {
        return new VmDefinition(
                Objects.requireNonNullElseGet(id, UUID::randomUUID),
                name,
                memoryBytes,
                Objects.requireNonNullElse(vcpus, 1),
                kernel,
                Objects.requireNonNullElse(disks, List.of()),
                Objects.requireNonNullElse(nics, List.of()),
                Objects.requireNonNullElseGet(accelerator, VmDefinition::defaultAccelerator),
                Objects.requireNonNullElse(arguments, List.of()));
    }

    VmConfig config() {
        Boot boot = kernel == null
                ? new Boot.FromDisk()
                : new Boot.DirectKernel(kernel.file(), kernel.initrd(), kernel.commandLine());
        return new VmConfig(new VmId(id), name, DataSize.ofBytes(memoryBytes), vcpus, boot, disks, nics);
    }

    private static String defaultAccelerator() {
        return Files.isWritable(Path.of("/dev/kvm")) ? "kvm" : "tcg";
    }

    private static InvalidDefinitionException invalid(String name, Exception why) {
        String reason = why instanceof JsonProcessingException json ? json.getOriginalMessage() : why.getMessage();
        return new InvalidDefinitionException(
                "The definition of VM '%s' cannot be used: %s; nothing was changed".formatted(name, reason));
    }
}
