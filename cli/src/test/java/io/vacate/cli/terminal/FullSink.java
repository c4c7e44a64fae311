package io.vacate.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;

/** A full disk. */
public final class FullSink extends OutputStream {
    @Override
    public void write(int each) throws IOException {
        throw new IOException("No space left on device");
    }
}
