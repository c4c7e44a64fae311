package io.vacate.api.vm;

/**
 * A disk of a VM.
 *
 * @param target device name in the guest, such as {@code "vda"}
 * @param source file, device or volume that holds it; empty for a drive without a medium
 * @param format image format, such as {@code "raw"} or {@code "qcow2"}
 * @param shared whether several hosts reach the same source, so that it need not be copied
 * @param readOnly whether the guest can only read it
 */
public record DiskConfig(String target, String source, String format, boolean shared, boolean readOnly) {}
