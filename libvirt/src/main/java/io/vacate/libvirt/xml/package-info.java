/**
 * The XML in which libvirt describes VMs, read with nothing trusted and nothing fetched.
 *
 * <p>What was read does not change; no method blocks.
 */
@NullMarked
package io.vacate.libvirt.xml;

import org.jspecify.annotations.NullMarked;
