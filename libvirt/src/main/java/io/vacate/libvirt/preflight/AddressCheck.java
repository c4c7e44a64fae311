package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What can be told from here of how the source will reach the destination. */
public final class AddressCheck implements PreflightCheck {
    private final String remedy;
    private final Predicate<String> resolves;

    /** @param remedy what to do about a destination that calls itself localhost */
    public AddressCheck(String remedy) {
        this(remedy, AddressCheck::resolves);
    }

    /**
     * Looks names up in another way.
     *
     * @param remedy what to do about a destination that calls itself localhost
     * @param resolves tells whether a name is known here
     */
    public AddressCheck(String remedy, Predicate<String> resolves) {
        this.remedy = remedy;
        this.resolves = resolves;
    }

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        move.peer()
                .filter(name -> !resolves.test(name))
                .ifPresent(name -> found.add(PreflightCheck.note(
                        Check.ADDRESS,
                        ("the name '%s' under which the source is to reach the destination is unknown here; whether the source"
                                        + " knows it cannot be told")
                                .formatted(name))));
        String self = move.destination().hostName();
        if (self.equals("localhost") || self.startsWith("localhost.")) {
            found.add(PreflightCheck.note(
                    Check.ADDRESS,
                    "the destination %s calls itself '%s', which means the source to the source: %s"
                            .formatted(move.destination().name(), self, remedy)));
        }
        return found;
    }

    private static boolean resolves(String name) {
        try {
            return InetAddress.getByName(name) != null;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
