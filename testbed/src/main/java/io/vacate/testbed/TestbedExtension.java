package io.vacate.testbed;

import java.util.ArrayList;
import java.util.List;

/** Serves {@link RealTestbed}. */
final class TestbedExtension extends AbstractTestbedExtension<RealTestbed, Testbed> {
    /** The libvirt of hosts where a class of tests does not choose. */
    static final String LIBVIRT = "vacate.testbed.libvirt";

    TestbedExtension() {
        super(RealTestbed.class, Testbed.class, TestbedSession.Kind.KVM);
    }

    @Override
    Testbed require(RealTestbed wish, TestbedSession session) throws TestbedSession.CannotRunException {
        String libvirt = wish.libvirt().isEmpty() ? System.getProperty(LIBVIRT, "9") : wish.libvirt();
        List<String> words =
                new ArrayList<>(List.of(Integer.toString(wish.hosts()), "--rate", wish.rate(), "--libvirt", libvirt));
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
