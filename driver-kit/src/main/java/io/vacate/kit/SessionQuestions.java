package io.vacate.kit;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.VmId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Each method of a session that asks its host, by its name, so that rules on all of them miss none. */
final class SessionQuestions {
    private final Scene scene;
    private final DriverSession session;
    private final VmId vm;
    private final Set<Capability> capabilities;

    SessionQuestions(Scene scene, DriverSession session, VmId vm) {
        this.scene = scene;
        this.session = session;
        this.vm = vm;
        capabilities = session.capabilities();
    }

    /** Returns what is asked of a host without a VM. */
    Map<String, ThrowingCallable> aboutTheHost() {
        Map<String, ThrowingCallable> questions = new LinkedHashMap<>();
        questions.put("info", session::info);
        questions.put("memory", session::memory);
        questions.put("vms", session::vms);
        questions.put("statistics of all", session::statistics);
        return questions;
    }

    /** Returns what is asked about the VM. */
    Map<String, ThrowingCallable> aboutTheVm() {
        Map<String, ThrowingCallable> questions = new LinkedHashMap<>();
        questions.put("status", () -> session.status(vm));
        questions.put("config", () -> session.config(vm));
        questions.put("statistics", () -> session.statistics(vm));
        return questions;
    }

    /** Returns what changes the VM or waits for it, as far as the session is capable of it. */
    Map<String, ThrowingCallable> commands(DriverSession destination) {
        Map<String, ThrowingCallable> commands = aboutTheVm();
        commands.put("start", () -> session.start(vm));
        commands.put("requestShutdown", () -> session.requestShutdown(vm));
        commands.put("destroy", () -> session.destroy(vm));
        if (capabilities.contains(Capability.PAUSE)) {
            commands.put("pause", () -> session.pause(vm));
            commands.put("resume", () -> session.resume(vm));
        }
        if (capabilities.contains(Capability.SAVE_RESTORE)) {
            commands.put("save", () -> session.save(vm, "/nowhere/at/all"));
        }
        if (capabilities.contains(Capability.DEFINE)) {
            commands.put("undefine", () -> session.undefine(vm));
        }
        if (capabilities.contains(Capability.DIRTY_RATE)) {
            commands.put("measureDirtyRate", () -> scene.sample(session, vm));
        }
        if (capabilities.contains(Capability.CPU_SCHEDULING)) {
            commands.put("cpuSchedule", () -> session.cpuSchedule(vm));
            commands.put("setCpuSchedule", () -> session.setCpuSchedule(vm, CpuSchedule.ofWeight(512)));
        }
        if (capabilities.contains(Capability.MEMORY_TARGET)) {
            commands.put("setMemoryTarget", () -> session.setMemoryTarget(vm, DataSize.ofMebibytes(64)));
        }
        if (capabilities.contains(Capability.PRE_COPY)) {
            commands.put(
                    "migrate",
                    () -> session.migrate(
                            vm, destination, MigrationRequest.builder().build()));
        }
        return commands;
    }
}
