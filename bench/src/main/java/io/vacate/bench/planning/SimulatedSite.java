package io.vacate.bench.planning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A made-up site whose left half is to be emptied into its right half: about 20 VMs of 1 to 16 GiB on each host, hosts of 384 GiB with
 * 10 Gbit/s each way. Two VMs in five are idle, one in ten rewrites 80 to 160 MiB/s; all converge when they have a link alone.
 *
 * @param vms how many VMs are to move, at least 1
 * @param seed of all that is left to chance; the same seed makes the same site
 */
record SimulatedSite(int vms, long seed) {
    private static final int VMS_PER_HOST = 20;
    private static final int HOST_GIB = 384;
    private static final int HOST_CPUS = 128;
    private static final int[] MEMORY_GIB = {1, 2, 2, 4, 4, 4, 8, 8, 16};

    /** Returns the names of the hosts to be emptied. */
    List<String> sources() {
        return names("old");
    }

    /** Returns the names of the hosts that take the VMs in. */
    List<String> destinations() {
        return names("new");
    }

    private List<String> names(String prefix) {
        int hosts = (vms + VMS_PER_HOST - 1) / VMS_PER_HOST;
        return IntStream.rangeClosed(1, hosts).mapToObj(i -> prefix + i).toList();
    }

    /** Returns the site as a world's file of the simulated driver, in JSON. */
    String world() {
        SplittableRandom random = new SplittableRandom(seed);
        ObjectNode world = JsonNodeFactory.instance.objectNode().put("seed", seed);
        ArrayNode hosts = world.putArray("hosts");
        List<String> sources = sources();
        for (int i = 0; i < sources.size(); i++) {
            ArrayNode guests = host(hosts, sources.get(i)).putArray("vms");
            for (int vm = i; vm < vms; vm += sources.size()) {
                vm(guests, "vm%d".formatted(vm + 1), random);
            }
        }
        destinations().forEach(name -> host(hosts, name));
        return world.toString();
    }

    private static ObjectNode host(ArrayNode hosts, String name) {
        return hosts.addObject()
                .put("name", name)
                .put("memory", HOST_GIB + "GiB")
                .put("cpus", HOST_CPUS)
                .put("network", "10Gbit/s");
    }

    private static void vm(ArrayNode guests, String name, SplittableRandom random) {
        int gib = MEMORY_GIB[random.nextInt(MEMORY_GIB.length)];
        int mib = 1024 * gib;
        int used = mib * random.nextInt(30, 100) / 100;
        ObjectNode vm = guests.addObject()
                .put("name", name)
                .put("memory", gib + "GiB")
                .put("used", used + "MiB")
                .put("cpus", Math.max(1, gib / 4));
        int kind = random.nextInt(10);
        if (kind < 4) {
            return;
        }
        int rate = kind < 7 ? random.nextInt(1, 20) : kind < 9 ? random.nextInt(20, 80) : random.nextInt(80, 160);
        vm.putObject("dirty").put("rate", rate + "MiB/s").put("workingSet", used * random.nextInt(5, 50) / 100 + "MiB");
    }
}
