package io.vacate.libvirt.suspend;

/**
 * A VM as its host defines it.
 *
 * @param name its name
 * @param xml its definition as the next start would use it, secrets included
 * @param persistent whether the definition outlives the VM's run
 * @param autostart whether the host starts it when it starts itself
 * @param snapshots how many snapshots the host keeps of it
 * @param checkpoints how many checkpoints the host keeps of it, to which incremental backups refer
 */
record Definition(String name, String xml, boolean persistent, boolean autostart, int snapshots, int checkpoints) {}
