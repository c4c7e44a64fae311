package io.vacate.libvirt.storage;

import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.xml.SafeXml;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.w3c.dom.Element;

/** libvirt's XML of pools and volumes. */
final class StorageXml {
    private StorageXml() {}

    /** Returns the name of our pool at a path: told from others' by its beginning, from our own by its end. */
    static String poolName(String path) {
        return "vacate%s-%08x".formatted(path.replaceAll("[^A-Za-z0-9]+", "-"), path.hashCode());
    }

    /** @param ownersOnly whether the directory, when it is made, is for its owner alone */
    static String pool(String path, boolean ownersOnly) {
        return "<pool type='dir'><name>%s</name><target><path>%s</path>%s</target></pool>"
                .formatted(
                        poolName(path),
                        SafeXml.escape(path),
                        ownersOnly ? "<permissions><mode>0700</mode></permissions>" : "");
    }

    static String volume(String name, DataSize size) {
        return "<volume><name>%s</name><allocation>0</allocation><capacity unit='bytes'>%d</capacity><target><format type='raw'/><permissions><mode>0600</mode></permissions></target></volume>"
                .formatted(SafeXml.escape(name), size.bytes());
    }

    /** Reads a volume as a file; empty if it is a directory, or something else. */
    static Optional<StoredFile> file(String name, String volume) {
        Element root = SafeXml.parse(volume);
        String type = root.getAttribute("type");
        return type.isEmpty() || type.equals("file")
                ? Optional.of(new StoredFile(
                        name, DataSize.ofBytes(Long.parseLong(SafeXml.text(root, "capacity"))), modified(root)))
                : Optional.empty();
    }

    /** The beginning of 1970 if libvirt does not tell. */
    private static Instant modified(Element root) {
        String seconds = SafeXml.text(root, "target", "timestamps", "mtime");
        if (seconds.isEmpty()) {
            return Instant.EPOCH;
        }
        BigDecimal exact = new BigDecimal(seconds);
        return Instant.ofEpochSecond(
                exact.longValue(),
                exact.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }
}
