package io.vacate.orchestrator.journal;

/**
 * Takes down each step before and after it is done. A durable one lets a later process find out what was under way.
 *
 * <p>Implementations are thread-safe. Entries of one run come in order.
 */
public interface ExecutionJournal {
    /**
     * Takes an entry down. When this returns, a durable journal has it on disk.
     *
     * @throws RuntimeException if it cannot; a step whose start cannot be taken down is not started
     */
    void append(JournalEntry entry);
}
