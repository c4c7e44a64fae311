package io.vacate.bench.migration;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/** What C code has allocated in this process and not given back, as glibc counts it. */
final class NativeAllocations {
    private static final Glibc GLIBC = Native.load("c", Glibc.class);

    private NativeAllocations() {}

    /** The part of the C library that is used here; {@code mallinfo2} came with glibc 2.33. */
    interface Glibc extends Library {
        Info mallinfo2();
    }

    /** C's {@code struct mallinfo2}. */
    @FieldOrder({
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost"
    })
    public static class Info extends Structure implements Structure.ByValue {
        public NativeLong arena = new NativeLong();
        public NativeLong ordblks = new NativeLong();
        public NativeLong smblks = new NativeLong();
        public NativeLong hblks = new NativeLong();
        public NativeLong hblkhd = new NativeLong();
        public NativeLong usmblks = new NativeLong();
        public NativeLong fsmblks = new NativeLong();
        public NativeLong uordblks = new NativeLong();
        public NativeLong fordblks = new NativeLong();
        public NativeLong keepcost = new NativeLong();
    }

    /** Returns the bytes in use, small and large. */
    static long bytes() {
        Info info = GLIBC.mallinfo2();
        return info.uordblks.longValue() + info.hblkhd.longValue();
    }
}
