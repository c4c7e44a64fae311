package io.vacate.cli.command;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.NoDriverException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.UnsupportedVersionException;
import io.vacate.api.error.VmStateException;
import io.vacate.cli.state.UnwritableFileException;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.orchestrator.OutdatedPlanException;
import io.vacate.orchestrator.TooLateException;
import io.vacate.orchestrator.execute.NoHostPowerException;

/** What the process tells its caller. */
public final class ExitCode {
    /** All went well. */
    public static final int OK = 0;
    /** Something that nobody thought of. */
    public static final int UNEXPECTED = 1;
    /** The command line, or something in it, is wrong. */
    public static final int USAGE = 2;
    /** A host did not answer, refused, is too old, or has no driver. */
    public static final int UNREACHABLE = 3;
    /** Refused before anything was changed. */
    public static final int REFUSED = 4;
    /** Some VMs were not moved. */
    public static final int INCOMPLETE = 5;
    /** Output could not be written, and all else went well. */
    public static final int OUTPUT = 6;

    private ExitCode() {}

    /** Returns the exit code of a failure. */
    static int of(Throwable failure) {
        if (failure instanceof HostUnreachableException
                || failure instanceof AccessDeniedException
                || failure instanceof UnsupportedVersionException
                || failure instanceof NoDriverException) {
            return UNREACHABLE;
        }
        if (failure instanceof UnknownVmException
                || failure instanceof VmStateException
                || failure instanceof InsufficientCapacityException
                || failure instanceof DuplicateVmException
                || failure instanceof UnsupportedCapabilityException
                || failure instanceof InvalidDefinitionException
                || failure instanceof MigrationRefusedException
                || failure instanceof InfeasibleException
                || failure instanceof OutdatedPlanException
                || failure instanceof TooLateException
                || failure instanceof NoHostPowerException) {
            return REFUSED;
        }
        if (failure instanceof UnwritableFileException) {
            return OUTPUT;
        }
        boolean isInput = failure instanceof IllegalArgumentException || failure instanceof SameHostException;
        return isInput ? USAGE : UNEXPECTED;
    }
}
