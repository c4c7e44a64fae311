/**
 * The engine of predictions: simulates migrations, alone or several at once, as fluids that share links, CPUs and buffers.
 * Not exported: users predict by {@code io.vacate.model.calibrate.Predictor}.
 *
 * <p>Sources: M. Zhao and R. J. Figueiredo, "Experimental Study of Virtual Machine Migration in Support of Reservation of
 * Cluster Resources", VTDC 2007 (fixed costs, sequential against parallel); C. Clark et al., "Live Migration of Virtual
 * Machines", NSDI 2005 (pre-copy rounds); V. Kherbache, E. Madelaine and F. Hermenier, "Scheduling Live-Migrations for
 * Fast, Adaptable and Energy-Efficient Relocation Operations", UCC 2015 (mVM: rates shared by a batch); D. Bertsekas and
 * R. Gallager, "Data Networks", 2nd edition, section 6.5.2 (max-min fairness).
 */
@NullMarked
package io.vacate.model.simulation;

import org.jspecify.annotations.NullMarked;
