package io.vacate.testbed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class real hosts: brings the testbed up before the first test, and lets tests take a
 * {@link Testbed} as a parameter.
 *
 * <p>The testbed lives as long as the JUnit session: the next class reuses it, with its own rate and libvirt, and with links
 * and libvirtds healed. Guests that were started through {@link Testbed} are removed after the last test of the class. At
 * the end of the session the testbed is taken down, unless it was up before the session.
 *
 * <p>Where no testbed can run (no root, no Linux, packages missing and no way to install them) the tests are aborted
 * with a message that names what is missing. With {@code VACATE_REQUIRE_TESTBED=true}, as environment variable or
 * system property, they fail instead.
 *
 * <p>The testbed's scripts are looked for in the folder that the system property {@code vacate.testbed.dir} names, else
 * in the nearest {@code testbed} folder upwards from the working directory.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(TestbedExtension.class)
public @interface RealTestbed {
    /**
     * Returns how many hosts the tests need, 1 to 16.
     *
     * @return the least number of hosts; there may be more, when another class of the session asked for more
     */
    int hosts() default 3;

    /**
     * Returns the rate of each host's link in both directions, as {@code tc} writes it: {@code 500mbit} is 500 million
     * bits per second.
     *
     * @return the rate, {@code none} for no limit
     */
    String rate() default "none";

    /**
     * Returns whether the hosts have a second link, to a network for the memory of guests that migrate.
     *
     * @return whether they need one; {@link Testbed#traffic} tells their addresses there
     */
    boolean migrationNetwork() default false;

    /**
     * Returns which libvirt the hosts run, as {@code testbed/up --libvirt} takes it: {@code 9}, {@code 11} or {@code mixed}.
     *
     * @return the libvirt; by default the one that the system property {@code vacate.testbed.libvirt} names, else {@code 9}
     */
    String libvirt() default "";
}
