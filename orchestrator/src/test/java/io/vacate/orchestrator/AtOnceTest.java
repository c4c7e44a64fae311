package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.host.HostUri;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.orchestrator.execute.AtOnce;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtOnceTest {
    private static Rack rack(int vms) {
        Rack.Builder rack = Rack.of().host("alpha", 64 * 1024);
        for (int i = 0; i < vms; i++) {
            rack.vm("vm-" + i, 64 + i % 3 * 32);
        }
        return rack.host("beta", 32 * 1024).host("gamma", 32 * 1024).build();
    }

    /** Returns how many moves a plan has at once at most, of those that {@code host} names. */
    private static int mostAtOnce(Plan plan, Function<Action.Migrate, String> host, String name) {
        int most = 0;
        for (Action.Migrate at : plan.migrations()) {
            long running = plan.migrations().stream()
                    .filter(move -> host.apply(move).equals(name))
                    .filter(move -> move.start().compareTo(at.start()) <= 0
                            && move.end().compareTo(at.start()) > 0)
                    .count();
            most = Math.max(most, (int) running);
        }
        return most;
    }

    @Test
    void twoHundredVms_neverMoreThanTheHostsBear() {
        try (Rack rack = rack(200)) {
            PreparedEvacuation prepared =
                    rack.prepare(rack.request("alpha", "beta", "gamma").strategy(Strategy.PARALLEL));
            EvacuationRun run = rack.evacuator.execute(prepared, rack.events::add);
            int most = 0;
            while (!run.completion().toCompletableFuture().isDone()) {
                rack.world.advance(Duration.ofMillis(500));
                most = Math.max(most, (int) rack.migrationsUnderWay());
            }
            EvacuationReport report = rack.finish(run);

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(most).isEqualTo(AtOnce.MOST);
            assertThat(prepared.plan().mostAtOnce()).isEqualTo(AtOnce.MOST);
            assertThat(prepared.limits())
                    .anyMatch(
                            limit -> limit.contains("at most 16 migrations at once") && limit.contains("max_workers"));
            double predicted =
                    prepared.plan().aggregateTime().orElseThrow().p50().toMillis();
            assertThat((double) report.elapsed().toMillis()).isCloseTo(predicted, within(0.3 * predicted));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStrategyKeepsTheCapAtBothEnds(Strategy strategy) {
        try (Rack rack = rack(12)) {
            PreparedEvacuation prepared = rack.prepare(
                    rack.request("alpha", "beta", "gamma").strategy(strategy).atOnce(2));

            assertThat(mostAtOnce(prepared.plan(), Action.Migrate::from, "alpha"))
                    .isLessThanOrEqualTo(2);
            assertThat(mostAtOnce(prepared.plan(), Action.Migrate::to, "beta")).isLessThanOrEqualTo(2);
            assertThat(rack.finish(rack.evacuator.execute(prepared, rack.events::add))
                            .status())
                    .isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void severalSources_doNotOvertaxOneDestination() {
        Rack.Builder builder = Rack.of();
        for (String source : new String[] {"a", "b", "c"}) {
            builder.host(source, 4096);
            for (int i = 0; i < 4; i++) {
                builder.vm(source + i, 64);
            }
        }
        try (Rack rack = builder.host("beta", 8192).build()) {
            PreparedEvacuation prepared =
                    rack.prepare(EvacuationRequest.builder(rack.hosts("a", "b", "c"), rack.hosts("beta"))
                            .linkSpeed(Rack.LINK)
                            .strategy(Strategy.PARALLEL)
                            .atOnce(3));

            assertThat(mostAtOnce(prepared.plan(), Action.Migrate::to, "beta")).isEqualTo(3);
        }
    }

    @Test
    void fewVms_arePlannedAsWithoutACap() {
        try (Rack rack = rack(6)) {
            PreparedEvacuation prepared =
                    rack.prepare(rack.request("alpha", "beta", "gamma").strategy(Strategy.PARALLEL));

            assertThat(prepared.plan().migrations())
                    .allMatch(move -> move.predecessors().isEmpty());
            assertThat(prepared.limits()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvm+ssh://node/system", "xen+ssh://root@node/"})
    void overSsh_fewerThanLoginsThatSshdTakesAtOnce(String uri) {
        assertThat(AtOnce.BY_TRANSPORT.most(HostUri.parse(uri))).isLessThan(10);
        assertThat(AtOnce.BY_TRANSPORT.reason(HostUri.parse(uri))).contains("MaxStartups");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvm+tls://node/system", "kvm+tcp://node/system", "kvm:///system", "kvm+unix:///system"})
    void elsewhere_fewerThanALibvirtDaemonHasWorkers(String uri) {
        assertThat(AtOnce.BY_TRANSPORT.most(HostUri.parse(uri))).isBetween(9, 19);
    }

    @Test
    void none_isRefused() {
        assertThatThrownBy(() -> AtOnce.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}
