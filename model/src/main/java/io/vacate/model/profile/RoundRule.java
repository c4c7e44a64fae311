package io.vacate.model.profile;

/** When a hypervisor ends the rounds of pre-copy. */
public enum RoundRule {
    /**
     * Each round sends all that the one before left; what was rewritten meanwhile is looked at after it (Clark et al. 2005;
     * Xen; the published predictors).
     */
    WHOLE,
    /**
     * A round ends as soon as what it has left would fit into the downtime limit; only then what was rewritten is looked
     * for, and where both together do not fit the next round sends the excess. So rounds are shorter, and the pause comes
     * close to the limit. QEMU ({@code migration_iteration_run} in its migration/migration.c).
     */
    UNTIL_FITS
}
