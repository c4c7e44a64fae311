package io.vacate.libvirt.connection;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.NativeError;
import io.vacate.libvirt.jna.LibvirtLibrary;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.virError;

/**
 * What libvirt said about the last call of this thread.
 *
 * @param code a {@code virErrorNumber}
 * @param domain a {@code virErrorDomain}: the part of libvirt that raised it
 * @param errno the system's error number where the system raised it, else 0
 * @param message its text
 */
public record LibvirtError(int code, int domain, int errno, String message) {
    /** The host's hypervisor has no such function. */
    public static final int NO_SUPPORT = 3;

    /** The host has no such VM. */
    public static final int NO_DOMAIN = 42;

    /** The host has no such virtual network. */
    public static final int NO_NETWORK = 43;

    /** The host has no such storage pool. */
    public static final int NO_STORAGE_POOL = 49;

    /** The storage pool has no such volume. */
    public static final int NO_STORAGE_VOL = 50;

    /** What was asked about is not in the state for that. */
    public static final int OPERATION_INVALID = 55;

    /** The host has no such network filter. */
    public static final int NO_NWFILTER = 62;

    /** The host has no such secret. */
    public static final int NO_SECRET = 66;

    /** The host has no such network interface. */
    public static final int NO_INTERFACE = 57;

    static final int UNKNOWN_HOST = 4;
    static final int NO_CONNECT = 5;
    static final int OPERATION_FAILED = 9;
    static final int XML_ERROR = 27;
    static final int DOM_EXIST = 28;
    static final int OPERATION_DENIED = 29;
    static final int XML_DETAIL = 35;
    static final int SYSTEM_ERROR = 38;
    static final int RPC = 39;
    static final int AUTH_FAILED = 45;
    static final int CONFIG_UNSUPPORTED = 67;
    static final int OPERATION_TIMEOUT = 68;
    static final int OPERATION_ABORTED = 78;
    static final int MIGRATE_UNSAFE = 81;
    static final int AUTH_CANCELLED = 79;
    static final int ACCESS_DENIED = 88;
    static final int XML_INVALID_SCHEMA = 92;
    static final int AUTH_UNAVAILABLE = 94;

    private static final int FROM_RPC = 7;
    private static final int FROM_REMOTE = 13;
    private static final int FROM_POLKIT = 60;

    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;

    /** Takes the error of the call that this thread has just made; it must be asked before any other call. */
    public static LibvirtError last(LibvirtLibrary library) {
        virError error = library.virGetLastError();
        if (error == null) {
            return new LibvirtError(0, 0, 0, "libvirt gives no reason");
        }
        String text = error.message == null ? "libvirt gives no reason" : error.message;
        return new LibvirtError(error.code, error.domain, error.code == SYSTEM_ERROR ? error.int1 : 0, text);
    }

    /** Tells whether the host refused this caller. */
    public boolean isAccessDenied() {
        return switch (code) {
            case AUTH_FAILED, AUTH_CANCELLED, AUTH_UNAVAILABLE, ACCESS_DENIED, OPERATION_DENIED -> true;
            case SYSTEM_ERROR -> errno == EACCES || errno == EPERM;
            default -> domain == FROM_POLKIT;
        };
    }

    /** Tells whether the connection itself is at fault; a host may also report this of <em>its</em> connections. */
    public boolean isConnectionError() {
        return domain == FROM_RPC || domain == FROM_REMOTE || code == NO_CONNECT || code == UNKNOWN_HOST || code == RPC;
    }

    /** Tells whether a failure comes from a job that somebody aborted on its host: an administrator, or another program. */
    public static boolean isAborted(@Nullable HypervisorException failure) {
        return failure != null
                && failure.nativeError()
                        .filter(error -> error.code() == OPERATION_ABORTED)
                        .isPresent();
    }

    /** Tells whether libvirt refuses a migration for the sake of the VM's storage, which a caller may override. */
    public boolean isUnsafeMigration() {
        return code == MIGRATE_UNSAFE;
    }

    /** Tells whether a question was not answered: it is unknown there, a job was in the way, or the VM has gone. */
    public boolean isNoAnswer() {
        return isNoDriver() || code == OPERATION_TIMEOUT || code == NO_DOMAIN || isAccessDenied();
    }

    /** Tells whether the host's system says that there is no such file or directory. */
    public boolean isNoSuchFile() {
        return code == SYSTEM_ERROR && errno == ENOENT && !isConnectionError();
    }

    /**
     * Tells whether the host's libvirt has no driver for what was asked. Where each driver has a daemon of its own, the socket
     * of that daemon is missing.
     */
    public boolean isNoDriver() {
        return code == NO_SUPPORT || (code == SYSTEM_ERROR && errno == ENOENT && domain == FROM_RPC);
    }

    /** Tells whether the host refused for a reason that has no number of its own. */
    public boolean isOperationFailed() {
        return code == OPERATION_FAILED;
    }

    NativeError toNative() {
        return new NativeError(code, origin(), message);
    }

    private String origin() {
        return switch (domain) {
            case FROM_RPC -> "libvirt RPC";
            case 10 -> "libvirt QEMU driver";
            case FROM_REMOTE -> "libvirt remote driver";
            case 20 -> "libvirt domain";
            case 60 -> "libvirt polkit";
            case 41 -> "libvirt libxl driver";
            default -> "libvirt part " + domain;
        };
    }

    @Override
    public String toString() {
        return toNative().toString();
    }
}
