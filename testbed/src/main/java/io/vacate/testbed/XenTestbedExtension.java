package io.vacate.testbed;

/** Serves {@link RealXenTestbed}. */
final class XenTestbedExtension extends AbstractTestbedExtension<RealXenTestbed, XenTestbed> {
    XenTestbedExtension() {
        super(RealXenTestbed.class, XenTestbed.class, TestbedSession.Kind.XEN);
    }

    @Override
    XenTestbed require(RealXenTestbed wish, TestbedSession session) throws TestbedSession.CannotRunException {
        return new XenTestbed(session.require(Integer.toString(wish.nodes())));
    }

    @Override
    void removeGuests(XenTestbed used) {
        used.removeGuests();
    }
}
