package io.vacate.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.testbed.GuestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The runnable example does what its text says. */
class MoveBetweenFoldersIT {
    @Test
    void guestIsMovedAndShown() throws IOException {
        GuestImages images = GuestImages.require();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        MoveBetweenFolders.run(
                images.emulator().toString(),
                images.kernel().toString(),
                images.initramfs().toString(),
                new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("web is running (booted) on alpha", "Completed[", "web is running (migrated) on beta");
    }
}
