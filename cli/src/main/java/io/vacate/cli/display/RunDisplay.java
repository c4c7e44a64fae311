package io.vacate.cli.display;

import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.RunListener;
import io.vacate.orchestrator.progress.RunProgress;

/** Shows a run while it goes on. Events and samples come from several threads; no method blocks. */
public interface RunDisplay extends RunListener {
    /** Shows nothing. */
    RunDisplay NONE = new RunDisplay() {
        @Override
        public void onEvent(RunEvent event) {
            // Not shown.
        }

        @Override
        public void show(RunProgress progress) {
            // Not shown.
        }

        @Override
        public void showStopping(RunProgress progress) {
            // Not shown.
        }

        @Override
        public void say(String line) {
            // Not shown.
        }

        @Override
        public void end(RunProgress progress) {
            // Not shown.
        }
    };

    /** Shows the newest sample. Called several times a second. */
    void show(RunProgress progress);

    /** Shows the newest sample of a run that was asked to stop: what it still waits for. Called several times a second. */
    void showStopping(RunProgress progress);

    /** Shows a line that stays. */
    void say(String line);

    /** Shows the last sample, and leaves the terminal to others. */
    void end(RunProgress progress);
}
