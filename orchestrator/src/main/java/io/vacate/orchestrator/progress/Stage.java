package io.vacate.orchestrator.progress;

/** Where one VM's move stands. */
public enum Stage {
    /** It has not started, or waits to be tried again. */
    WAITING,
    /** Both hosts get ready. */
    PREPARING,
    /** Its VM waits suspended at its source until it is told to go on. */
    SUSPENDED,
    /** Memory is on its way. */
    COPYING,
    /** The VM changes hosts. */
    SWITCHING_OVER,
    /** Final: the VM is at its destination. */
    MOVED,
    /** Final: the VM did not move. */
    NOT_MOVED
}
