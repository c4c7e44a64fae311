package io.vacate.cli.command;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.cli.terminal.Console;
import picocli.CommandLine.Mixin;

/** How VMs are migrated: limits, mode, and transfer. */
final class MigrationOptions {
    @Mixin
    LimitOptions limits = new LimitOptions();

    @Mixin
    ModeOptions mode = new ModeOptions();

    @Mixin
    TransferOptions transfer = new TransferOptions();

    /** Returns what the options say, to which more may be added. */
    MigrationRequest.Builder request() {
        MigrationRequest.Builder request = limits.apply(MigrationRequest.builder());
        mode.apply(request);
        transfer.apply(request);
        return request;
    }

    /** Says, before anything starts, what could be lost. */
    void warn(Console console) {
        if (mode.isRisky()) {
            console.err().println("vacate: warning: " + ModeOptions.POST_COPY_RISK);
        }
    }
}
