/**
 * How long migrations take, alone or several at once, and whether they converge.
 *
 * <p>Sources: M. Zhao and R. J. Figueiredo, "Experimental Study of Virtual Machine Migration in Support of Reservation of
 * Cluster Resources", VTDC 2007 (fixed costs, sequential against parallel); C. Clark et al., "Live Migration of Virtual
 * Machines", NSDI 2005 (pre-copy rounds); V. Kherbache, E. Madelaine and F. Hermenier, "Scheduling Live-Migrations for
 * Fast, Adaptable and Energy-Efficient Relocation Operations", UCC 2015 (mVM: rates shared by a batch); D. Bertsekas and
 * R. Gallager, "Data Networks", 2nd edition, section 6.5.2 (max-min fairness).
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.model.estimate;

import org.jspecify.annotations.NullMarked;
