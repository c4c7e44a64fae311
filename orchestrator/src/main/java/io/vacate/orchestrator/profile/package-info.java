/**
 * What running VMs are like, as measured on their hosts.
 *
 * <p>Measuring takes time on the host's clock; nothing here blocks while it waits.
 */
@NullMarked
package io.vacate.orchestrator.profile;

import org.jspecify.annotations.NullMarked;
