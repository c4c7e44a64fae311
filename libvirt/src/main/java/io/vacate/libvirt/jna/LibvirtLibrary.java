package io.vacate.libvirt.jna;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.NativeLongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.File;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;
import org.libvirt.jna.StreamPointer;

/**
 * What is used of the C interface of libvirt, on top of what libvirt-java declares.
 *
 * <p>C's {@code unsigned int} is an {@code int} here, {@code unsigned long} a {@link NativeLong}, {@code unsigned long
 * long} a {@code long}. Arrays of structs are plain memory, which {@link TypedParameters} reads: JNA's own structures
 * are slow to read in thousands.
 */
public interface LibvirtLibrary extends Libvirt {
    /** The system property with the absolute path of another {@code libvirt.so.0} than the system's. */
    String PATH_PROPERTY = "vacate.libvirt.library";

    /**
     * Returns what is loaded: the library that {@link #PATH_PROPERTY} names, else the shared object by its full name, which
     * needs no development package.
     */
    static String sharedObject() {
        return System.getProperty(PATH_PROPERTY, "libvirt.so.0");
    }

    /**
     * Loads the library.
     *
     * @throws UnsatisfiedLinkError if it is not there
     */
    static LibvirtLibrary load() {
        File other = new File(sharedObject());
        if (other.isAbsolute()) {
            // libvirt-java loads the library by a name of its own; two of them would be in this process.
            NativeLibrary.addSearchPath("virt", other.getParent());
        }
        // VM names are UTF-8 whatever the locale of this process.
        return Native.load(sharedObject(), LibvirtLibrary.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
    }

    /** See {@code virConnectDomainEventMigrationIterationCallback}. */
    @FunctionalInterface
    interface MigrationIterationCallback extends VirDomainEventCallback {
        /** Is called when a round of pre-copy begins. */
        void iteration(ConnectionPointer connection, DomainPointer domain, int iteration, @Nullable Pointer opaque);
    }

    /** See {@code virConnectDomainEventJobCompletedCallback}. */
    @FunctionalInterface
    interface JobCompletedCallback extends VirDomainEventCallback {
        /** Is called with a finished job's statistics; libvirt owns them. */
        void completed(
                ConnectionPointer connection,
                DomainPointer domain,
                @Nullable Pointer parameters,
                int count,
                @Nullable Pointer opaque);
    }

    /** See {@code virConnectAuthCallbackPtr}. */
    @FunctionalInterface
    interface CredentialCallback extends Callback {
        /** Fills in the results of an array of structs {@code virConnectCredential}; returns 0, or -1 to give up. */
        int ask(Pointer credentials, int count, @Nullable Pointer opaque);
    }

    /** See {@code virConnectOpenAuth}; {@code auth} is a struct {@code virConnectAuth}. */
    @Nullable
    ConnectionPointer virConnectOpenAuth(String uri, Pointer auth, int flags);

    /** See {@code virDomainGetState}; {@code flags} must be 0. */
    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    /** See {@code virDomainGetInfo}; writes 40 bytes on 64-bit machines. */
    int virDomainGetInfo(DomainPointer domain, Pointer info);

    /** See {@code virConnectListAllDomains}; the array and each domain in it are the caller's to free. */
    int virConnectListAllDomains(ConnectionPointer connection, PointerByReference domains, int flags);

    /** See {@code virConnectGetAllDomainStats}; free with {@link #virDomainStatsRecordListFree}. */
    int virConnectGetAllDomainStats(ConnectionPointer connection, int groups, PointerByReference records, int flags);

    /** See {@code virDomainListGetStats}; JNA ends the array with the null that libvirt wants. */
    int virDomainListGetStats(Pointer[] domains, int groups, PointerByReference records, int flags);

    /** See {@code virDomainStatsRecordListFree}. */
    void virDomainStatsRecordListFree(Pointer records);

    /** See {@code virNodeGetInfo}; writes 64 bytes on 64-bit machines. */
    int virNodeGetInfo(ConnectionPointer connection, Pointer info);

    /** See {@code virNodeGetMemoryStats}. */
    int virNodeGetMemoryStats(
            ConnectionPointer connection, int cell, @Nullable Pointer stats, IntByReference count, int flags);

    /** See {@code virDomainMigrateToURI3}. */
    int virDomainMigrateToURI3(
            DomainPointer domain, String destination, @Nullable Pointer parameters, int count, int flags);

    /**
     * The first step of a migration, which libvirt's own client library takes before it asks the destination; not among its public
     * functions, but part of the protocol of all its daemons. Text and cookie are the caller's to free.
     */
    @Nullable
    CString virDomainMigrateBegin3Params(
            DomainPointer domain,
            @Nullable Pointer parameters,
            int count,
            PointerByReference cookie,
            IntByReference cookieLength,
            int flags);

    /** See {@code virDomainMigrate3}; the domain that it returns is the caller's to free. */
    @Nullable
    DomainPointer virDomainMigrate3(
            DomainPointer domain, ConnectionPointer destination, @Nullable Pointer parameters, int count, int flags);

    /** See {@code virDomainMigrateStartPostCopy}; {@code flags} must be 0. */
    int virDomainMigrateStartPostCopy(DomainPointer domain, int flags);

    /** See {@code virDomainMigrateGetCompressionCache}; bytes. */
    int virDomainMigrateGetCompressionCache(DomainPointer domain, LongByReference size, int flags);

    /** See {@code virDomainMigrateSetCompressionCache}; bytes. */
    int virDomainMigrateSetCompressionCache(DomainPointer domain, long size, int flags);

    /** See {@code virDomainMigrateSetMaxSpeed}; MiB/s. */
    int virDomainMigrateSetMaxSpeed(DomainPointer domain, NativeLong bandwidth, int flags);

    /** See {@code virDomainMigrateGetMaxSpeed}; MiB/s. */
    int virDomainMigrateGetMaxSpeed(DomainPointer domain, NativeLongByReference bandwidth, int flags);

    /** See {@code virDomainMigrateGetMaxDowntime}; milliseconds. */
    int virDomainMigrateGetMaxDowntime(DomainPointer domain, LongByReference downtime, int flags);

    /** See {@code virDomainStartDirtyRateCalc}; from 1 to 60 seconds. */
    int virDomainStartDirtyRateCalc(DomainPointer domain, int seconds, int flags);

    /** See {@code virDomainGetSchedulerParametersFlags}; {@code parameters} has room for {@code count} of them. */
    int virDomainGetSchedulerParametersFlags(
            DomainPointer domain, @Nullable Pointer parameters, IntByReference count, int flags);

    /** See {@code virDomainSetSchedulerParametersFlags}. */
    int virDomainSetSchedulerParametersFlags(DomainPointer domain, @Nullable Pointer parameters, int count, int flags);

    /** See {@code virDomainPinVcpuFlags}; a bit for each CPU of the host, from the lowest of the first byte on. */
    int virDomainPinVcpuFlags(DomainPointer domain, int vcpu, byte[] cpus, int bytes, int flags);

    /** See {@code virDomainGetVcpuPinInfo}; {@code bytes} of bits for each virtual CPU. */
    int virDomainGetVcpuPinInfo(DomainPointer domain, int vcpus, byte[] cpus, int bytes, int flags);

    /** See {@code virDomainSetMemoryFlags}; KiB. */
    int virDomainSetMemoryFlags(DomainPointer domain, NativeLong memory, int flags);

    /** See {@code virDomainGetBlockJobInfo}; writes 32 bytes; returns 1 if there is a job, 0 if there is none. */
    int virDomainGetBlockJobInfo(DomainPointer domain, String disk, Pointer info, int flags);

    /** See {@code virNodeGetFreePages}; {@code counts} has room for an {@code unsigned long long} of each size and cell. */
    int virNodeGetFreePages(
            ConnectionPointer connection,
            int pageSizes,
            int[] pages,
            int startCell,
            int cells,
            long[] counts,
            int flags);

    /** See {@code virDomainGetBlockInfo}; writes 24 bytes: unsigned long long capacity, allocation, physical. */
    int virDomainGetBlockInfo(DomainPointer domain, String disk, Pointer info, int flags);

    /** See {@code virConnectGetDomainCapabilities}; the text is the caller's to free. */
    @Nullable
    CString virConnectGetDomainCapabilities(
            ConnectionPointer connection,
            @Nullable String emulator,
            String architecture,
            @Nullable String machine,
            String type,
            int flags);

    /** See {@code virConnectCompareHypervisorCPU}. */
    int virConnectCompareHypervisorCPU(
            ConnectionPointer connection,
            @Nullable String emulator,
            String architecture,
            @Nullable String machine,
            String type,
            String cpuXml,
            int flags);

    /** See {@code virDomainSaveFlags}. */
    int virDomainSaveFlags(DomainPointer domain, String file, @Nullable String xml, int flags);

    /** See {@code virDomainRestoreFlags}. */
    int virDomainRestoreFlags(ConnectionPointer connection, String file, @Nullable String xml, int flags);

    /** See {@code virDomainSaveImageGetXMLDesc}. */
    @Nullable
    CString virDomainSaveImageGetXMLDesc(ConnectionPointer connection, String file, int flags);

    /** See {@code virStoragePoolLookupByTargetPath}; finds active pools only. */
    @Nullable
    StoragePoolPointer virStoragePoolLookupByTargetPath(ConnectionPointer connection, String path);

    /** See {@code virStoragePoolGetInfo}; writes 32 bytes: int state; unsigned long long capacity, allocation, available. */
    int virStoragePoolGetInfo(StoragePoolPointer pool, Pointer info);

    /** See {@code virStoragePoolListAllVolumes}; the array and each volume in it are the caller's to free. */
    int virStoragePoolListAllVolumes(StoragePoolPointer pool, PointerByReference volumes, int flags);

    /** See {@code virStorageVolGetInfo}; writes 24 bytes: int type; unsigned long long capacity, allocation. */
    int virStorageVolGetInfo(StorageVolPointer volume, Pointer info);

    /** See {@code virStreamRecv}; returns the bytes received, 0 at the end. */
    int virStreamRecv(StreamPointer stream, Pointer buffer, long size);

    /** See {@code virStreamSend}; returns the bytes sent. */
    int virStreamSend(StreamPointer stream, Pointer buffer, long size);
}
