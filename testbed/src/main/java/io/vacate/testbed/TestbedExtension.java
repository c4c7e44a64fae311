package io.vacate.testbed;

/** Serves {@link RealTestbed}. */
final class TestbedExtension extends AbstractTestbedExtension<RealTestbed, Testbed> {
    TestbedExtension() {
        super(RealTestbed.class, Testbed.class, TestbedSession.Kind.KVM);
    }

    @Override
    Testbed require(RealTestbed wish, TestbedSession session) throws TestbedSession.CannotRunException {
        return new Testbed(session.require(Integer.toString(wish.hosts()), "--rate", wish.rate()));
    }

    @Override
    void removeGuests(Testbed used) {
        used.removeGuests();
    }
}
