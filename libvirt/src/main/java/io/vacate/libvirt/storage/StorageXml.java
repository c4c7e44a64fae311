package io.vacate.libvirt.storage;

import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.xml.SafeXml;
import java.math.BigDecimal;
import java.time.Instant;
import org.w3c.dom.Element;

/** libvirt's XML of pools and volumes. */
final class StorageXml {
    private StorageXml() {}

    /** Returns the name of our pool at a path: told from others' by its beginning, from our own by its end. */
    static String poolName(String path) {
        return "vacate%s-%08x".formatted(path.replaceAll("[^A-Za-z0-9]+", "-"), path.hashCode());
    }

    /** The memory of VMs is nobody else's business. */
    static String pool(String path) {
        return "<pool type='dir'><name>%s</name><target><path>%s</path><permissions><mode>0700</mode></permissions></target></pool>"
                .formatted(poolName(path), escaped(path));
    }

    static String volume(String name, DataSize size) {
        return "<volume><name>%s</name><allocation>0</allocation><capacity unit='bytes'>%d</capacity><target><format type='raw'/><permissions><mode>0600</mode></permissions></target></volume>"
                .formatted(escaped(name), size.bytes());
    }

    /** Returns when the volume was last written; the beginning of 1970 if libvirt does not tell. */
    static Instant modified(String volume) {
        Element root = SafeXml.parse(volume);
        String seconds = SafeXml.text(root, "target", "timestamps", "mtime");
        if (seconds.isEmpty()) {
            return Instant.EPOCH;
        }
        BigDecimal exact = new BigDecimal(seconds);
        return Instant.ofEpochSecond(
                exact.longValue(),
                exact.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;");
    }
}
