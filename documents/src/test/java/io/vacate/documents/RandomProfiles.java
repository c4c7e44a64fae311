package io.vacate.documents;

import io.vacate.api.migration.Buffer;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.profile.BufferRates;
import io.vacate.model.profile.Compressibility;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkBuilder;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.RoundRule;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** Profiles of every shape. */
record RandomProfiles(SplittableRandom random) {
    ProfileDocument document() {
        List<VmProfile> vms = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            vms.add(vm());
        }
        return new ProfileDocument(
                vms, random.nextBoolean() ? Optional.of(network()) : Optional.empty(), calibration());
    }

    private VmProfile vm() {
        long memory = random.nextLong(1, 1L << 60);
        VmProfile vm = new VmProfile(
                new VmId(new UUID(random.nextLong(), random.nextLong())),
                "vm \"%d\" ä\n".formatted(random.nextInt()),
                DataSize.ofBytes(memory),
                DataSize.ofBytes(random.nextLong(memory + 1)),
                curve(3),
                Duration.ofMillis(1).plus(time()));
        vm = random.nextBoolean() ? vm.withDisk(DataSize.ofBytes(random.nextLong(1L << 50))) : vm;
        vm = random.nextBoolean() ? vm.withResident(DataSize.ofBytes(random.nextLong(1L << 50))) : vm;
        return random.nextBoolean()
                ? vm.withCompressibility(new Compressibility(random.nextDouble(0.01, 1), random.nextDouble(0.01, 1)))
                : vm;
    }

    private DirtyCurve curve(int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return new DirtyCurve.Scaled(curve(depth - 1), random.nextDouble(0.001, 1000));
        }
        if (random.nextBoolean()) {
            return DirtyCurve.constantRate(
                    DataRate.ofBytesPerSecond(random.nextLong(1L << 40)), DataSize.ofBytes(random.nextLong(1L << 40)));
        }
        List<DirtyCurve.Point> points = new ArrayList<>();
        Duration at = Duration.ZERO;
        long size = 0;
        for (int i = random.nextInt(5); i >= 0; i--) {
            at = at.plusNanos(random.nextLong(1, 5_000_000_000L));
            size += random.nextLong(1L << 30);
            points.add(new DirtyCurve.Point(at, DataSize.ofBytes(size)));
        }
        return DirtyCurve.measured(points);
    }

    private Duration time() {
        return random.nextBoolean()
                ? Duration.ofSeconds(random.nextLong(1000))
                : Duration.ofNanos(random.nextLong(1_000_000_000_000L));
    }

    private DataRate rate() {
        return DataRate.ofBytesPerSecond(random.nextLong(1, 1_000_000_000_000_000L));
    }

    private NetworkProfile network() {
        NetworkBuilder builder = NetworkProfile.builder().efficiency(random.nextDouble(0.1, 1));
        List<String> hosts = List.of("a", "b", "c c", "d");
        for (String host : hosts) {
            if (random.nextBoolean()) {
                builder.nic(host, rate());
            } else {
                builder.host(new HostProfile(
                        host,
                        rate(),
                        rate(),
                        random.nextDouble(1, 1000),
                        new BufferRates(rate(), rate(), rate()),
                        BufferRates.PRIOR_MEMORY,
                        random.nextBoolean() ? Optional.empty() : Optional.of(HypervisorProfile.LIBXL)));
            }
        }
        builder.link("core", rate()).link("edge", rate());
        builder.route("a", "b", List.of("edge", "core")).route("d", "a", List.of("core"));
        if (random.nextBoolean()) {
            builder.streamCap(rate()).reverseSlowdown(random.nextDouble());
        }
        NetworkProfile network = builder.build();
        return random.nextBoolean() ? network.withStreamCap("a", "b", rate()).withStreamCap("d", "a", rate()) : network;
    }

    private Calibration calibration() {
        HypervisorProfile assumed = random.nextBoolean()
                ? HypervisorProfile.PRIOR
                : new HypervisorProfile(
                                HypervisorProfile.textbook(new FixedCosts(time(), time(), time()))
                                        .costs(),
                                time(),
                                RoundRule.WHOLE)
                        .with(ModeKind.STOP_AND_COPY, new FixedCosts(time(), Duration.ZERO, time()));
        Calibration calibration = new Calibration(assumed, Map.of());
        for (int i = random.nextInt(30); i > 0; i--) {
            ModeKind mode = random.nextBoolean() ? ModeKind.PRE_COPY : ModeKind.SUSPEND_COPY_RESUME_DISK;
            calibration = calibration
                    .with(Quantity.overhead(mode), random.nextDouble())
                    .with(Quantity.pathRate("a", "b -> c"), random.nextDouble(1, 1e12))
                    .with(Quantity.linkRate("core"), random.nextDouble(1, 1e12))
                    .with(new Quantity(Kind.COPY_RATE, Buffer.MEMORY.name()), random.nextDouble(1, 1e12))
                    .with(new Quantity(Kind.RESIDUAL, ""), random.nextDouble(0.5, 2));
        }
        return calibration;
    }
}
