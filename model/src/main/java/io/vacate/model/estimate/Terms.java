package io.vacate.model.estimate;

import io.vacate.api.unit.DataRate;
import java.time.Duration;

/**
 * What a predicted total time consists of.
 *
 * @param fixed fixed costs
 * @param firstRound sending the used memory once
 * @param rewritten sending again what was rewritten meanwhile, the copy during the downtime included
 * @param rate mean rate of all sending
 */
public record Terms(Duration fixed, Duration firstRound, Duration rewritten, DataRate rate) {}
