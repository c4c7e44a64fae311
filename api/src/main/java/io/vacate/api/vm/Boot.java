package io.vacate.api.vm;

/** What a VM starts from. */
public sealed interface Boot {
    /** It starts from its first disk. */
    record FromDisk() implements Boot {}

    /**
     * Its host loads a kernel.
     *
     * @param kernel path of the kernel on the host
     * @param initrd path of the initial RAM disk on the host; empty for none
     * @param commandLine the kernel's command line
     */
    record DirectKernel(String kernel, String initrd, String commandLine) implements Boot {}
}
