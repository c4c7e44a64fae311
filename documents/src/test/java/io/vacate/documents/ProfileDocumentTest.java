package io.vacate.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.profile.Compressibility;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileDocumentTest {
    private static final String SMALL = """
            {
              "format": "vacate-profile/1",
              "vms": [
                {"name": "web", "memory_bytes": 536870912},
                {"name": "db",
                 "memory_bytes": "1GiB",
                 "used_memory_bytes": 734003200,
                 "resident_bytes": 805306368,
                 "dirty": {"points": [
                     {"seconds": 1, "size_bytes": 20971520},
                     {"seconds": 4.5, "size_bytes": 62914560}
                 ]},
                 "downtime_limit_seconds": 0.5,
                 "disk_bytes": "10GB",
                 "compressibility": {"content": 0.4}
                }
              ],
              "hosts": [{"name": "h1", "send_bytes_per_second": "200MiB/s"}],
              "network": {
                "nics": [
                  {"host": "h1", "speed_bytes_per_second": "500Mbit/s"},
                  {"host": "h2", "speed_bytes_per_second": 125000000}
                ],
                "efficiency": 0.9,
                "stream_caps": [{"from": "h1", "to": "h2", "rate_bytes_per_second": 50000000}]
              },
              "hypervisor": {"costs": {"post_copy": {"set_up_seconds": 0.6, "switch_over_seconds": 0.1}}},
              "calibration": [
                {"quantity": "overhead", "of": "pre_copy", "samples": [0.81, 0.9]},
                {"quantity": "path_rate", "of": "h1 -> h2", "samples": [5.9e7]}
              ]
            }
            """;

    @Test
    void documentWrittenByHand_isUnderstood() {
        ProfileDocument document = ProfileDocument.parse(SMALL);

        VmProfile web = document.vms().get(0);
        assertThat(web.usedMemory()).isEqualTo(DataSize.ofMebibytes(512));
        assertThat(web.dirty()).isEqualTo(DirtyCurve.idle());
        assertThat(web.downtimeLimit()).isEqualTo(Duration.ofMillis(300));
        VmProfile db = document.vms().get(1);
        assertThat(db.memory()).isEqualTo(DataSize.ofMebibytes(1024));
        assertThat(db.dirty().within(Duration.ofMillis(4500))).isEqualTo(DataSize.ofMebibytes(60));
        assertThat(db.disk()).isEqualTo(DataSize.parse("10GB"));
        assertThat(db.compressibility()).isEqualTo(new Compressibility(1, 0.4));
        NetworkProfile network = document.network().orElseThrow();
        assertThat(network.hosts()).containsExactly("h1", "h2");
        assertThat(network.host("h1").send()).isEqualTo(DataRate.parse("200MiB/s"));
        assertThat(network.path("h2", "h1").sharedCapacity().bytesPerSecond()).isEqualTo(56_250_000);
        assertThat(network.path("h1", "h2").streamCap().bytesPerSecond()).isEqualTo(50_000_000);
        Calibration calibration = document.calibration();
        assertThat(calibration.assumed().costs(ModeKind.POST_COPY).total()).isEqualTo(Duration.ofMillis(700));
        assertThat(calibration.assumed().costs(ModeKind.PRE_COPY)).isEqualTo(FixedCosts.PRIOR);
        assertThat(calibration.learned(Quantity.overhead(ModeKind.PRE_COPY)).orElseThrow())
                .isEqualTo((0.81 + 0.9) / 2);
        assertThat(calibration.knows("h1", "h2")).isTrue();
    }

    @Test
    void vmWithoutIdentity_hasOneThatFollowsFromItsName() {
        VmId first = ProfileDocument.parse(SMALL).vms().get(0).id();

        assertThat(ProfileDocument.parse(SMALL).vms().get(0).id()).isEqualTo(first);
    }

    @Test
    void everyPartMayBeMissing() {
        ProfileDocument empty = ProfileDocument.parse("{\"format\": \"vacate-profile/1\", \"vms\": null}");

        assertThat(empty).isEqualTo(ProfileDocument.of(Calibration.prior()));
        assertThat(empty.text()).isEqualTo("{\n  \"format\" : \"vacate-profile/1\"\n}\n");
    }

    static List<ProfileDocument> documents() {
        List<ProfileDocument> documents = new ArrayList<>();
        documents.add(ProfileDocument.parse(SMALL));
        documents.add(ProfileDocument.of(Calibration.prior(HypervisorProfile.LIBXL)));
        for (int seed = 0; seed < 40; seed++) {
            documents.add(new RandomProfiles(new SplittableRandom(seed)).document());
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatIsWritten_isReadAgainAsItWas(ProfileDocument document) {
        assertThat(ProfileDocument.parse(document.text())).isEqualTo(document);
        assertThat(ProfileDocument.of(document.toJson())).isEqualTo(document);
        assertThat(ProfileDocument.parse(document.text()).text()).isEqualTo(document.text());
    }

    @Test
    void whatWasLearned_isReadAgainAsItWas() {
        VmProfile vm = ProfileDocument.parse(SMALL).vms().get(0);
        Calibration learned = Calibration.prior()
                .updatedWith(Observation.preCopy(
                        vm,
                        "h1",
                        "h2",
                        Duration.ofNanos(9_876_543_211L),
                        DataSize.ofMebibytes(500),
                        Duration.ofNanos(8_765_432_101L)))
                .updatedWith(Observation.timed(vm, "h2", "h1", Duration.ofSeconds(10)));

        assertThat(ProfileDocument.parse(ProfileDocument.of(learned).text()).calibration())
                .isEqualTo(learned);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"memory_bytes\": 536870912 | \"memory_bytes\": -1 | vms[0].memory_bytes (-1) must not be negative (line 4)",
                "\"memory_bytes\": 536870912 | \"memory_bytes\": 0 | vms[0].memory_bytes (0) must be more than 0 (line 4)",
                "\"memory_bytes\": 536870912 | \"memory_bytes\": 0.5 | vms[0].memory_bytes (0.5) must be a whole number (line 4)",
                "\"memory_bytes\": 536870912 | \"memory_bytes\": 1e999999999 | must be at most 1152921504606846976 (line 4)",
                "\"memory_bytes\": 536870912 | \"memory_bytes\": \"big\" | vms[0].memory_bytes: 'big' is not a size",
                "\"memory_bytes\": 536870912 | \"memory_bytes\": true | vms[0].memory_bytes (true) must be a number (line 4)",
                ", \"memory_bytes\": 536870912 | `` | vms[0].memory_bytes is missing (line 4)",
                "\"memory_bytes\": 536870912 | \"memory_bites\": 1, \"memory_bytes\": 5 | vms[0].memory_bites is unknown (line 4); there are name, id, memory_bytes,",
                "\"web\" | \" \" | vms[0].name (' ') must not be blank (line 4)",
                "\"web\" | 7 | vms[0].name (7) must be a text (line 4)",
                "\"web\" | \"db\" | vms[1] (an object) is the second VM 'db'",
                "\"name\": \"web\" | \"name\": \"web\", \"id\": \"7\" | vms[0].id: '7' is not a UUID",
                "734003200 | 2000000000 | vms[1].used_memory_bytes (2000000000) must not be above memory_bytes (1073741824) (line 7)",
                "\"size_bytes\": 62914560 | \"size_bytes\": -62914560 | vms[1].dirty.points[1].size_bytes (-62914560) must not be negative (line 11)",
                "\"size_bytes\": 62914560 | \"size_bytes\": 1 | vms[1].dirty.points[1].size_bytes (1) must not be below that of the point before (line 11)",
                "4.5 | 1.0 | vms[1].dirty.points[1].seconds (1.0) must be above that of the point before (line 11)",
                "\"seconds\": 1, | \"seconds\": 1e-999999999, | vms[1].dirty.points[0].seconds (1E-999999999) must be more than 0",
                "\"seconds\": 1, | \"seconds\": 1e10, | vms[1].dirty.points[0].seconds (1E+10) must be at most 1000000000",
                "0.5 | 0.0001 | vms[1]: downtimeLimit (PT0.0001S) of VM 'db' must be at least 1 ms (line 5)",
                "\"content\": 0.4 | \"content\": 1.4 | vms[1].compressibility.content (1.4) must be from 1.0E-6 to 1.0 (line 15)",
                "\"10GB\" | \"10 florins\" | vms[1].disk_bytes",
                "\"200MiB/s\" | 0 | hosts[0].send_bytes_per_second (0) must be more than 0 (line 18)",
                "\"500Mbit/s\" | \"2000000Tbit/s\" | network.nics[0].speed_bytes_per_second",
                "\"500Mbit/s\" | 1e16 | network.nics[0].speed_bytes_per_second (1E+16) must be at most 1000000000000000 (line 21)",
                "\"host\": \"h2\" | \"host\": \"h1\" | network.nics[1]: link 'h1:up' comes twice (line 22)",
                "125000000 | 125000000, \"capacity_bytes_per_second\": 1 | network.nics[1] (an object) must have either speed_bytes_per_second",
                "0.9, | 0, | network.efficiency (0) must be from",
                "\"to\": \"h2\" | \"to\": \"h3\" | network.stream_caps[0].to ('h3') is not one of the hosts: h1, h2 (line 25)",
                "\"post_copy\" | \"pre-copy\" | hypervisor.costs.pre-copy is unknown (line 27)",
                "\"overhead\" | \"overheads\" | calibration[0].quantity ('overheads') must be one of overhead, path_rate,",
                "\"pre_copy\" | \"precopy\" | calibration[0].of ('precopy') must be one of pre_copy, post_copy,",
                "0.81 | -0.81 | calibration[0].samples[0]: OVERHEAD (-0.81) must be from 0.0 to 1000000.0 (line 29)",
                "0.81 | 1e400 | calibration[0].samples[0] (1E+400) must be from",
                "5.9e7 | \"fast\" | calibration[1].samples[0] ('fast') must be a number (line 30)",
                "\"path_rate\", \"of\": \"h1 -> h2\", \"samples\": [5.9e7] | \"overhead\", \"of\": \"PRE_COPY\", \"samples\": [] | calibration[1] (an object) is the second of Quantity",
                "vacate-profile/1 | vacate-profile/2 | format ('vacate-profile/2') is not the format that this version reads, which is vacate-profile/1 (line 2)",
                "\"calibration\": [ | \"lessons\": [ | lessons is unknown (line 28); there are format, vms, hosts, network, hypervisor, calibration",
            })
    void wrongField_isNamedWithItsValueAndPlace(String part, String wrong, String message) {
        assertThat(SMALL).contains(part);

        assertThatThrownBy(() -> ProfileDocument.parse(SMALL.replace(part, wrong)))
                .isInstanceOf(ProfileFormatException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"format\": \"vacate-profile/1\",~  \"vms\": [} | not JSON at line 2, column 11: Unexpected close marker '}': expected ']' (for Array starting at line: 2, column: 10)",
                "{\"format\": NaN} | not JSON at line 1, column",
                "{\"format\": 1, \"format\": 2} | Duplicate field 'format'",
                "[] | the document (a list) must be an object (line 1)",
                "null | the document (null) must be an object",
                "{} | format is missing (line 1)",
                "`` | the document is empty",
                "{\"format\": \"vacate-profile/1\"}~{} | the document goes on after its end (line 2)",
                "{\"format\": \"vacate-profile/1\", \"vms\": {}} | vms (an object) must be a list",
                "{\"format\": \"vacate-profile/1\", \"network\": {\"routes\": [{\"from\": \"a\"}]}} | network.routes[0].from ('a') is not one of the hosts:",
            })
    void textThatIsNoProfile_isRefusedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> ProfileDocument.parse(text.replace('~', '\n')))
                .isInstanceOf(ProfileFormatException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void treeCanHoldWhatNoTextCan(double number) {
        ObjectNode tree = ProfileDocument.parse(SMALL).toJson();
        ((ArrayNode) tree.path("calibration").path(0).path("samples")).set(0, number);

        assertThatThrownBy(() -> ProfileDocument.of(tree))
                .hasMessage("calibration[0].samples[0] (%s) must be finite".formatted(number));
        assertThatThrownBy(() -> ProfileDocument.of(MissingNode.getInstance()))
                .isInstanceOf(ProfileFormatException.class);
    }

    @Test
    void oneVmTwice_isRefused() {
        VmProfile vm = ProfileDocument.parse(SMALL).vms().get(0);

        assertThatThrownBy(() -> new ProfileDocument(List.of(vm, vm), Optional.empty(), Calibration.prior()))
                .hasMessageContaining("'web'");
    }
}
