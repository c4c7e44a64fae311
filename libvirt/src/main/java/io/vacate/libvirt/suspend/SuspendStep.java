package io.vacate.libvirt.suspend;

/** The steps of a suspend-copy-resume that change something, in their order. */
public enum SuspendStep {
    /** The source gets the record of what is about to happen. */
    RECORD,
    /** The VM is saved to the source's buffer. */
    SAVE,
    /** The source forgets the VM's definition, which the record has: nobody can start it there by mistake. */
    UNDEFINE,
    /** The buffer is copied. */
    COPY,
    /** The copy is proven equal, and only then gets its beginning, without which no hypervisor takes it. */
    SEAL,
    /** The VM is restored at the destination, and kept paused. */
    RESTORE,
    /** The point of no return: the source gets the mark that the destination may run the VM. */
    COMMIT,
    /** The VM runs on at the destination. */
    RESUME,
    /** The destination keeps the definition, if it shall; buffers and records are deleted. */
    RELEASE
}
