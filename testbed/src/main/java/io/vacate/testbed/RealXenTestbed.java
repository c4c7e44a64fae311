package io.vacate.testbed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class real Xen nodes: brings them up before the first test, and lets tests take a
 * {@link XenTestbed} as a parameter.
 *
 * <p>The nodes live as long as the JUnit session: the next class reuses them; those that were killed are started again.
 * Guests that were started through {@link XenTestbed} are removed after the last test of the class. At the end of the
 * session the nodes are taken down, unless they were up before the session.
 *
 * <p>Where no Xen node can run (packages missing and no way to install them) the tests are aborted or fail as those of
 * {@link RealTestbed} do, whose scripts these are too. Where only the hypervisor with shadow paging cannot be built the
 * tests run: {@link XenTestbed#canMigrateLive} tells.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(XenTestbedExtension.class)
public @interface RealXenTestbed {
    /**
     * Returns how many nodes the tests need, 1 to 4. All classes of a session must need the same number at most as the
     * first: nodes cannot be added to those that run.
     *
     * @return the least number of nodes
     */
    int nodes() default 2;
}
