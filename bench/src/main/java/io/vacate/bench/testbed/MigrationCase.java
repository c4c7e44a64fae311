package io.vacate.bench.testbed;

/**
 * One thing that is measured several times.
 *
 * @param set single, mode or group
 * @param id readable and unique
 * @param technique how each guest moves
 * @param link what limits the links
 * @param strategy how many move at once
 * @param runs how often
 */
record MigrationCase(String set, String id, Technique technique, Link link, Strategy strategy, int runs) {}
