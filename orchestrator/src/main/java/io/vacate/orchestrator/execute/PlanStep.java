package io.vacate.orchestrator.execute;

import io.vacate.model.batch.Action;
import java.time.Duration;
import java.util.List;

/** An action of a plan, with what it stands for. */
public sealed interface PlanStep permits VmMove, VmSuspension, HostSwitch {
    /** Returns the plan's action. */
    Action planned();

    /** Returns the name of the VM or host that it is about. */
    String subject();

    /** Returns the id of its action, which no other step of the plan has. */
    default String id() {
        return planned().id();
    }

    /** Returns the time from the start of the run before which it must not start; zero where it may at any time. */
    default Duration notBefore() {
        return Duration.ZERO;
    }

    /** Returns the ids of the steps that must have ended first. */
    default List<String> predecessors() {
        return planned().predecessors();
    }
}
