package io.vacate.libvirt.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every constant of {@code libvirt-domain.h} in libvirt 9.0 and 11.3; those that only the later one has are marked. */
class DomainStatesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            VIR_DOMAIN_NOSTATE_UNKNOWN,             0,  0, UNKNOWN,       UNKNOWN
            VIR_DOMAIN_RUNNING_UNKNOWN,             1,  0, RUNNING,       UNKNOWN
            VIR_DOMAIN_RUNNING_BOOTED,              1,  1, RUNNING,       BOOTED
            VIR_DOMAIN_RUNNING_MIGRATED,            1,  2, RUNNING,       MIGRATED
            VIR_DOMAIN_RUNNING_RESTORED,            1,  3, RUNNING,       RESTORED
            VIR_DOMAIN_RUNNING_FROM_SNAPSHOT,       1,  4, RUNNING,       RESTORED
            VIR_DOMAIN_RUNNING_UNPAUSED,            1,  5, RUNNING,       RESUMED
            VIR_DOMAIN_RUNNING_MIGRATION_CANCELED,  1,  6, RUNNING,       MIGRATION_CANCELLED
            VIR_DOMAIN_RUNNING_SAVE_CANCELED,       1,  7, RUNNING,       RESUMED
            VIR_DOMAIN_RUNNING_WAKEUP,              1,  8, RUNNING,       RESUMED
            VIR_DOMAIN_RUNNING_CRASHED,             1,  9, RUNNING,       RESUMED
            VIR_DOMAIN_RUNNING_POSTCOPY,            1, 10, RUNNING,       POST_COPY
            VIR_DOMAIN_RUNNING_POSTCOPY_FAILED,     1, 11, RUNNING,       POST_COPY_FAILED
            VIR_DOMAIN_BLOCKED_UNKNOWN,             2,  0, RUNNING,       UNKNOWN
            VIR_DOMAIN_PAUSED_UNKNOWN,              3,  0, PAUSED,        UNKNOWN
            VIR_DOMAIN_PAUSED_USER,                 3,  1, PAUSED,        USER
            VIR_DOMAIN_PAUSED_MIGRATION,            3,  2, PAUSED,        MIGRATION
            VIR_DOMAIN_PAUSED_SAVE,                 3,  3, PAUSED,        SAVED
            VIR_DOMAIN_PAUSED_DUMP,                 3,  4, PAUSED,        SAVED
            VIR_DOMAIN_PAUSED_IOERROR,              3,  5, PAUSED,        IO_ERROR
            VIR_DOMAIN_PAUSED_WATCHDOG,             3,  6, PAUSED,        FAILED
            VIR_DOMAIN_PAUSED_FROM_SNAPSHOT,        3,  7, PAUSED,        RESTORED
            VIR_DOMAIN_PAUSED_SHUTTING_DOWN,        3,  8, PAUSED,        GUEST_SHUTDOWN
            VIR_DOMAIN_PAUSED_SNAPSHOT,             3,  9, PAUSED,        SAVED
            VIR_DOMAIN_PAUSED_CRASHED,              3, 10, PAUSED,        CRASHED
            VIR_DOMAIN_PAUSED_STARTING_UP,          3, 11, PAUSED,        STARTING
            VIR_DOMAIN_PAUSED_POSTCOPY,             3, 12, PAUSED,        POST_COPY
            VIR_DOMAIN_PAUSED_POSTCOPY_FAILED,      3, 13, PAUSED,        POST_COPY_FAILED
            VIR_DOMAIN_PAUSED_API_ERROR (9.2),      3, 14, PAUSED,        FAILED
            VIR_DOMAIN_SHUTDOWN_UNKNOWN,            4,  0, SHUTTING_DOWN, UNKNOWN
            VIR_DOMAIN_SHUTDOWN_USER,               4,  1, SHUTTING_DOWN, USER
            VIR_DOMAIN_SHUTOFF_UNKNOWN,             5,  0, SHUT_OFF,      UNKNOWN
            VIR_DOMAIN_SHUTOFF_SHUTDOWN,            5,  1, SHUT_OFF,      GUEST_SHUTDOWN
            VIR_DOMAIN_SHUTOFF_DESTROYED,           5,  2, SHUT_OFF,      DESTROYED
            VIR_DOMAIN_SHUTOFF_CRASHED,             5,  3, SHUT_OFF,      CRASHED
            VIR_DOMAIN_SHUTOFF_MIGRATED,            5,  4, SHUT_OFF,      MIGRATED
            VIR_DOMAIN_SHUTOFF_SAVED,               5,  5, SHUT_OFF,      SAVED
            VIR_DOMAIN_SHUTOFF_FAILED,              5,  6, SHUT_OFF,      FAILED
            VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT,       5,  7, SHUT_OFF,      RESTORED
            VIR_DOMAIN_SHUTOFF_DAEMON,              5,  8, SHUT_OFF,      FAILED
            VIR_DOMAIN_CRASHED_UNKNOWN,             6,  0, CRASHED,       CRASHED
            VIR_DOMAIN_CRASHED_PANICKED,            6,  1, CRASHED,       CRASHED
            VIR_DOMAIN_PMSUSPENDED_UNKNOWN,         7,  0, SUSPENDED,     UNKNOWN
            """)
    void status_isTranslated(String constant, int state, int reason, VmState ours, StateReason why) {
        assertThat(DomainStates.status(state, reason)).isEqualTo(new VmStatus(ours, why));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 100, Integer.MAX_VALUE, -1})
    void stateOfALaterLibvirt_isUnknown_notOff(int state) {
        assertThat(DomainStates.status(state, 1)).isEqualTo(new VmStatus(VmState.UNKNOWN, StateReason.UNKNOWN));
    }

    /** A state keeps its meaning whatever a later libvirt gives as the reason. */
    @ParameterizedTest
    @CsvSource({
        "1, 12, RUNNING, UNKNOWN",
        "2, 1, RUNNING, UNKNOWN",
        "3, 15, PAUSED, UNKNOWN",
        "4, 2, SHUTTING_DOWN, UNKNOWN",
        "5, 9, SHUT_OFF, UNKNOWN",
        "6, 2, CRASHED, CRASHED",
        "7, 1, SUSPENDED, UNKNOWN"
    })
    void reasonOfALaterLibvirt_isUnknown(int state, int reason, VmState ours, StateReason why) {
        assertThat(DomainStates.status(state, reason)).isEqualTo(new VmStatus(ours, why));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            DEFINED_ADDED,              0, 0, DEFINED,       UNKNOWN
            DEFINED_UPDATED,            0, 1, DEFINED,       UNKNOWN
            DEFINED_RENAMED,            0, 2, DEFINED,       UNKNOWN
            DEFINED_FROM_SNAPSHOT,      0, 3, DEFINED,       UNKNOWN
            UNDEFINED_REMOVED,          1, 0, UNDEFINED,     UNKNOWN
            UNDEFINED_RENAMED,          1, 1, UNDEFINED,     UNKNOWN
            STARTED_BOOTED,             2, 0, STARTED,       BOOTED
            STARTED_MIGRATED,           2, 1, STARTED,       MIGRATED
            STARTED_RESTORED,           2, 2, STARTED,       RESTORED
            STARTED_FROM_SNAPSHOT,      2, 3, STARTED,       RESTORED
            STARTED_WAKEUP,             2, 4, STARTED,       RESUMED
            SUSPENDED_PAUSED,           3, 0, PAUSED,        USER
            SUSPENDED_MIGRATED,         3, 1, PAUSED,        MIGRATION
            SUSPENDED_IOERROR,          3, 2, PAUSED,        IO_ERROR
            SUSPENDED_WATCHDOG,         3, 3, PAUSED,        FAILED
            SUSPENDED_RESTORED,         3, 4, PAUSED,        RESTORED
            SUSPENDED_FROM_SNAPSHOT,    3, 5, PAUSED,        RESTORED
            SUSPENDED_API_ERROR,        3, 6, PAUSED,        FAILED
            SUSPENDED_POSTCOPY,         3, 7, PAUSED,        POST_COPY
            SUSPENDED_POSTCOPY_FAILED,  3, 8, PAUSED,        POST_COPY_FAILED
            RESUMED_UNPAUSED,           4, 0, RESUMED,       RESUMED
            RESUMED_MIGRATED,           4, 1, RESUMED,       MIGRATED
            RESUMED_FROM_SNAPSHOT,      4, 2, RESUMED,       RESTORED
            RESUMED_POSTCOPY,           4, 3, RESUMED,       POST_COPY
            RESUMED_POSTCOPY_FAILED,    4, 4, RESUMED,       POST_COPY_FAILED
            STOPPED_SHUTDOWN,           5, 0, STOPPED,       GUEST_SHUTDOWN
            STOPPED_DESTROYED,          5, 1, STOPPED,       DESTROYED
            STOPPED_CRASHED,            5, 2, STOPPED,       CRASHED
            STOPPED_MIGRATED,           5, 3, STOPPED,       MIGRATED
            STOPPED_SAVED,              5, 4, STOPPED,       SAVED
            STOPPED_FAILED,             5, 5, STOPPED,       FAILED
            STOPPED_FROM_SNAPSHOT,      5, 6, STOPPED,       RESTORED
            SHUTDOWN_FINISHED,          6, 0, SHUTTING_DOWN, UNKNOWN
            SHUTDOWN_GUEST,             6, 1, SHUTTING_DOWN, GUEST_SHUTDOWN
            SHUTDOWN_HOST,              6, 2, SHUTTING_DOWN, UNKNOWN
            PMSUSPENDED_MEMORY,         7, 0, SUSPENDED,     UNKNOWN
            PMSUSPENDED_DISK,           7, 1, SUSPENDED,     UNKNOWN
            CRASHED_PANICKED,           8, 0, CRASHED,       CRASHED
            CRASHED_CRASHLOADED,        8, 1, CRASHED,       CRASHED
            """)
    void event_isTranslated(String constant, int event, int detail, VmEvent.Kind kind, StateReason why) {
        assertThat(DomainStates.isKnownEvent(event)).isTrue();
        assertThat(DomainStates.eventKind(event)).isEqualTo(kind);
        assertThat(DomainStates.eventReason(event, detail)).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(ints = {9, Integer.MAX_VALUE, -1})
    void eventOfALaterLibvirt_isLeftOut(int event) {
        assertThat(DomainStates.isKnownEvent(event)).isFalse();
    }
}
