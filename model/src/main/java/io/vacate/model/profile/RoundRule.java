package io.vacate.model.profile;

/** When a hypervisor ends the rounds of pre-copy. */
public enum RoundRule {
    /**
     * Each round sends all that the one before left; what was rewritten meanwhile is looked at after it (Clark et al. 2005;
     * the published predictors). Rounds end when the rest fits into the downtime limit.
     */
    WHOLE,
    /**
     * A round ends as soon as what it has left would fit into the downtime limit; only then what was rewritten is looked
     * for, and where both together do not fit the next round sends the excess. So rounds are shorter, and the pause comes
     * close to the limit. QEMU ({@code migration_iteration_run} in its migration/migration.c).
     */
    UNTIL_FITS,
    /**
     * Whole rounds, five at most, and none once fewer than 50 pages of 4 KiB are left. There is no downtime limit: each
     * migration ends, and the pause is what it is. Xen 4.17 under libxl ({@code simple_precopy_policy} in its
     * tools/libs/guest/xg_sr_save.c).
     */
    FIVE_WHOLE
}
