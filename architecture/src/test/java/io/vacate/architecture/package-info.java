/**
 * The rules that hold across modules. They run on the compiled classes of the whole project, which this module has on
 * its class path.
 */
package io.vacate.architecture;
