package io.vacate.testbed;

/**
 * What a host's links have carried in both directions since they were made.
 *
 * @param managementBytes the bytes of the link by which libvirt is reached
 * @param migrationBytes the bytes of the link to the migration network
 * @param migrationAddress the host's address in the migration network
 */
public record Traffic(long managementBytes, long migrationBytes, String migrationAddress) {}
