package io.vacate.testbed;

import java.util.ArrayList;
import java.util.List;

/** Serves {@link RealTestbed}. */
final class TestbedExtension extends AbstractTestbedExtension<RealTestbed, Testbed> {
    TestbedExtension() {
        super(RealTestbed.class, Testbed.class, TestbedSession.Kind.KVM);
    }

    @Override
    Testbed require(RealTestbed wish, TestbedSession session) throws TestbedSession.CannotRunException {
        List<String> words = new ArrayList<>(List.of(Integer.toString(wish.hosts()), "--rate", wish.rate()));
        if (wish.migrationNetwork()) {
            words.add("--migration-network");
        }
        return new Testbed(session.require(words.toArray(String[]::new)));
    }

    @Override
    void removeGuests(Testbed used) {
        used.removeGuests();
    }
}
