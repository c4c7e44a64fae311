package io.vacate.libvirt.suspend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.HostId;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Persistence;
import io.vacate.api.vm.VmId;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuspendRecordTest {
    private static final SuspendRecord RECORD = new SuspendRecord(
            new VmId(new UUID(1, 2)),
            new HostId(new UUID(3, 4)),
            "kvm+tcp://a/system",
            new HostId(new UUID(5, 6)),
            "kvm+tcp://b/system",
            Buffer.MEMORY,
            Persistence.TRANSIENT,
            new Definition("it's \"a\" ünïcödé vm", "<domain>\n</domain>", true, true, 0, 0),
            Optional.of("<domain/>"),
            Optional.of(new ProgramId("boot", "pid:[1]", 7, 8)));

    @Test
    void json_comesBackAsItWas() {
        assertThat(SuspendRecord.parse(RECORD.toJson())).contains(RECORD);
    }

    @Test
    void parse_whatIsNotWhole_isNone() {
        byte[] json = RECORD.toJson();

        for (int length = 0; length < json.length; length++) {
            byte[] torn = Arrays.copyOf(json, length);
            assertThat(SuspendRecord.parse(torn)).as("%d bytes", length).isEmpty();
            assertThat(SuspendRecord.parse(Arrays.copyOf(torn, json.length)))
                    .as("%d bytes, then zeros", length)
                    .isEmpty();
        }
    }

    @Test
    void names_tellVmAndHost() {
        BufferNames names = RECORD.atSource();

        assertThat(BufferNames.vmOf(names.state(), RECORD.source())).contains(RECORD.vm());
        assertThat(BufferNames.vmOf(names.copy(), RECORD.destination())).isEmpty();
        assertThat(BufferNames.vmOf("lost+found", RECORD.source())).isEmpty();
    }
}
