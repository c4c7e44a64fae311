package io.vacate.orchestrator.journal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the entries for as long as the process lives. Thread-safe. */
public final class InMemoryJournal implements ExecutionJournal {
    private final List<JournalEntry> entries = new CopyOnWriteArrayList<>();

    /** Makes an empty journal. */
    public InMemoryJournal() {}

    @Override
    public void append(JournalEntry entry) {
        entries.add(entry);
    }

    /** Returns what was taken down so far, oldest first. */
    public List<JournalEntry> entries() {
        return List.copyOf(entries);
    }
}
