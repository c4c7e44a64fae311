package io.vacate.libvirt.xml;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes domain XML. Texts may have any characters; they are escaped. Not thread-safe. */
public final class DomainXmlWriter {
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    /** Begins with nothing. */
    public DomainXmlWriter() {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException impossible) {
            throw impossible(impossible);
        }
    }

    /** A call of the JDK's writer. */
    private interface Call {
        void run() throws XMLStreamException;
    }

    private DomainXmlWriter write(Call call) {
        try {
            call.run();
            return this;
        } catch (XMLStreamException impossible) {
            throw impossible(impossible);
        }
    }

    private static IllegalStateException impossible(XMLStreamException cause) {
        return new IllegalStateException("Writing to memory failed", cause);
    }

    /** Begins an element with attributes, each as its name and its value. */
    public DomainXmlWriter open(String element, String... attributes) {
        return write(() -> {
            xml.writeStartElement(element);
            attributes(attributes);
        });
    }

    /** Writes an element without content. */
    public DomainXmlWriter empty(String element, String... attributes) {
        return write(() -> {
            xml.writeEmptyElement(element);
            attributes(attributes);
        });
    }

    private void attributes(String... namesAndValues) throws XMLStreamException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            xml.writeAttribute(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    /** Writes an element that has text and attributes. */
    public DomainXmlWriter text(String element, String content, String... attributes) {
        return open(element, attributes)
                .write(() -> xml.writeCharacters(content))
                .end();
    }

    /** Ends the element that began last. */
    public DomainXmlWriter end() {
        return write(xml::writeEndElement);
    }

    /** Writes an amount of memory. */
    public DomainXmlWriter memory(DataSize size) {
        return text("memory", Long.toString(size.bytes()), "unit", "b");
    }

    /** Writes a disk, or a drive without a medium. */
    public DomainXmlWriter disk(DiskConfig disk, String bus) {
        boolean device = disk.source().startsWith("/dev/");
        boolean drive = disk.source().isEmpty();
        open("disk", "type", device ? "block" : "file", "device", drive ? "cdrom" : "disk");
        if (!disk.format().isEmpty()) {
            empty("driver", "name", "qemu", "type", disk.format());
        }
        if (!drive) {
            empty("source", device ? "dev" : "file", disk.source());
        }
        empty("target", "dev", disk.target(), "bus", bus);
        if (disk.readOnly()) {
            empty("readonly");
        }
        if (disk.shared()) {
            empty("shareable");
        }
        return end();
    }

    /** Writes a network card. */
    public DomainXmlWriter nic(NicConfig nic) {
        open("interface", "type", nic.type());
        if (!nic.macAddress().isEmpty()) {
            empty("mac", "address", nic.macAddress());
        }
        if (!nic.source().isEmpty()) {
            empty("source", nic.type().equals("direct") ? "dev" : nic.type(), nic.source());
        }
        if (!nic.model().isEmpty()) {
            empty("model", "type", nic.model());
        }
        return end();
    }

    @Override
    public String toString() {
        write(xml::flush);
        return text.toString();
    }
}
