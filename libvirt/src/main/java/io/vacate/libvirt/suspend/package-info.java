/**
 * Suspend-copy-resume: a VM is saved to a buffer on its source, the buffer is copied through this program, and the VM is
 * restored from the copy. {@link io.vacate.libvirt.suspend.SuspendCopyResume} is the way in.
 *
 * <p>Beside the buffer lies a record of what is under way. Whatever dies at whatever step, record, buffers and the answers
 * of both hosts tell where the VM may run, and it is brought back at exactly one place. Public types are safe for use by
 * several threads.
 */
@NullMarked
package io.vacate.libvirt.suspend;

import org.jspecify.annotations.NullMarked;
