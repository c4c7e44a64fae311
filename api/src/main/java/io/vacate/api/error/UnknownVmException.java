package io.vacate.api.error;

import io.vacate.api.host.HostUri;

/** The host has no such VM, or has it no more. Nothing has changed. */
public final class UnknownVmException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    private final String vm;

    /** Names the VM, by name or UUID as the caller did, and the host that was asked. */
    public UnknownVmException(String vm, HostUri host) {
        super("There is no VM '%s' on %s".formatted(vm, host), null, null);
        this.vm = vm;
    }

    /** Returns the name or UUID that was asked for. */
    public String vm() {
        return vm;
    }
}
