package io.vacate.testbed;

/**
 * What was heard on a link while guests migrated over it.
 *
 * @param bytes the bytes that QEMU processes sent each other
 * @param readablePages the pages of guests' memory among them that could be read; none, if all was encrypted
 */
public record Eavesdropping(long bytes, long readablePages) {}
