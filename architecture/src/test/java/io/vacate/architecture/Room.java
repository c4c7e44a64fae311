package io.vacate.architecture;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** The modules of the project, their root packages, and the modules that each may use. */
enum Room {
    API("api", "api"),
    MODEL("model", "model", API),
    DOCUMENTS("documents", "documents", API, MODEL),
    LIBVIRT("libvirt", "libvirt", API),
    KVM_DRIVER("kvm-driver", "kvm", API, LIBVIRT),
    XEN_DRIVER("xen-driver", "xen", API, LIBVIRT),
    SIM_DRIVER("sim-driver", "sim", API),
    DRIVER_KIT("driver-kit", "kit", API),
    ORCHESTRATOR("orchestrator", "orchestrator", API, MODEL, DOCUMENTS),
    CLI("cli", "cli", API, MODEL, DOCUMENTS, ORCHESTRATOR),
    EXAMPLES("examples", "examples", API, MODEL, DOCUMENTS, ORCHESTRATOR, SIM_DRIVER),
    CUSTOM_DRIVER("examples/custom-driver", "qmp", API),
    TESTBED("testbed", "testbed"),
    BENCH("bench", "bench", API, MODEL, DOCUMENTS, LIBVIRT, KVM_DRIVER, XEN_DRIVER, SIM_DRIVER, ORCHESTRATOR, TESTBED);

    private final String directory;
    private final String rootPackage;
    private final Set<Room> uses;

    Room(String directory, String packageName, Room... uses) {
        this.directory = directory;
        this.rootPackage = "io.vacate." + packageName;
        this.uses = Set.of(uses);
    }

    /** Returns the module's directory below the project's root. */
    String directory() {
        return directory;
    }

    /** Returns an ArchUnit pattern that matches the module's packages. */
    String packages() {
        return rootPackage + "..";
    }

    boolean contains(String packageName) {
        return packageName.equals(rootPackage) || packageName.startsWith(rootPackage + ".");
    }

    boolean mayUse(Room other) {
        return other == this || uses.contains(other);
    }

    /** Returns the root of the module's main sources. */
    Path sources() {
        return projectRoot().resolve(directory).resolve("src/main/java");
    }

    /** Returns the patterns of all modules that this one may not use. */
    String[] forbiddenPackages() {
        return Arrays.stream(values())
                .filter(room -> !mayUse(room))
                .map(Room::packages)
                .toArray(String[]::new);
    }

    /** Returns the project's root: tests run with their module's directory as the working directory. */
    static Path projectRoot() {
        return Path.of("").toAbsolutePath().getParent();
    }
}
