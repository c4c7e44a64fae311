package io.vacate.sim;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;

/** What things cost, as a world's file says it; what it leaves out is as in our testbed. */
final class CostsDefinition {
    private final FileNode node;

    private CostsDefinition(FileNode node) {
        this.node = node;
    }

    static SimCosts read(FileNode node) {
        node.fields(
                "prepare",
                "setUp",
                "switchOver",
                "finish",
                "cancel",
                "bufferStep",
                "shutdown",
                "streamRate",
                "downtimeLimit",
                "keepAliveTimeout",
                "tlsFactor",
                "compressionFactor",
                "vmOverhead");
        return node.placed(new CostsDefinition(node)::costs);
    }

    private SimCosts costs() {
        SimCosts usual = SimCosts.DEFAULT;
        DataRate streamRate = node.optional("streamRate").map(FileNode::rate).orElse(usual.streamRate());
        DataSize vmOverhead = node.optional("vmOverhead").map(FileNode::size).orElse(usual.vmOverhead());
        return new SimCosts(
                time("prepare", usual.prepare()),
                time("setUp", usual.setUp()),
                time("switchOver", usual.switchOver()),
                time("finish", usual.finish()),
                time("cancel", usual.cancel()),
                time("bufferStep", usual.bufferStep()),
                time("shutdown", usual.shutdown()),
                streamRate,
                time("downtimeLimit", usual.downtimeLimit()),
                time("keepAliveTimeout", usual.keepAliveTimeout()),
                factor("tlsFactor", usual.tlsFactor()),
                factor("compressionFactor", usual.compressionFactor()),
                vmOverhead);
    }

    private Duration time(String field, Duration usual) {
        return node.optional(field).map(FileNode::duration).orElse(usual);
    }

    private double factor(String field, double usual) {
        return node.optional(field).map(FileNode::number).orElse(usual);
    }
}
