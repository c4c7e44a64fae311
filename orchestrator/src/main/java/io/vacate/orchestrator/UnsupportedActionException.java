package io.vacate.orchestrator;

import io.vacate.model.batch.Action;

/** A plan has an action that cannot be executed. Nothing was changed. */
public final class UnsupportedActionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnsupportedActionException(Action action) {
        super("%s cannot be executed: no driver suspends a VM now and copies its state later; nothing was changed"
                .formatted(name(action)));
    }

    private static String name(Action action) {
        if (action instanceof Action.Suspend suspend) {
            return "action '%s', which suspends VM '%s' on '%s',".formatted(action.id(), suspend.vm(), suspend.host());
        }
        return action instanceof Action.Resume resume
                ? "action '%s', which resumes VM '%s' on '%s',".formatted(action.id(), resume.vm(), resume.to())
                : "action '%s'".formatted(action.id());
    }
}
