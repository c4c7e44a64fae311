package io.vacate.libvirt.host;

/** Whether a host has something. */
public enum Presence {
    /** It has it, ready for use. */
    ACTIVE,
    /** It knows it, and has it switched off. */
    INACTIVE,
    /** It has not. */
    ABSENT,
    /** It cannot tell. */
    UNKNOWN
}
