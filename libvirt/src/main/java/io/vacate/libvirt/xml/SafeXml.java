package io.vacate.libvirt.xml;

import io.vacate.api.error.InvalidDefinitionException;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads XML that strangers may have written: no document types, no entities, nothing fetched. Thread-safe. */
public final class SafeXml {
    private SafeXml() {}

    /**
     * Reads a document.
     *
     * @throws InvalidDefinitionException if it is malformed or has a document type
     */
    public static Element parse(String xml) {
        try {
            Document document = newBuilder().parse(new InputSource(new StringReader(xml)));
            return document.getDocumentElement();
        } catch (SAXParseException wrong) {
            throw new InvalidDefinitionException("The XML cannot be read at line %d, column %d: %s; nothing was changed"
                    .formatted(wrong.getLineNumber(), wrong.getColumnNumber(), wrong.getMessage()));
        } catch (SAXException | IOException wrong) {
            throw new InvalidDefinitionException(
                    "The XML cannot be read: %s; nothing was changed".formatted(wrong.getMessage()));
        }
    }

    private static DocumentBuilder newBuilder() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Throwing());
            return builder;
        } catch (ParserConfigurationException impossible) {
            throw new IllegalStateException("The JDK's XML parser cannot be made safe", impossible);
        }
    }

    /** The parser's own handler prints to standard error. */
    private static final class Throwing implements ErrorHandler {
        @Override
        public void warning(SAXParseException harmless) {
            // not an error
        }

        @Override
        public void error(SAXParseException wrong) throws SAXParseException {
            throw wrong;
        }

        @Override
        public void fatalError(SAXParseException wrong) throws SAXParseException {
            throw wrong;
        }
    }

    /** Returns text as it stands in an element or an attribute. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;")
                .replace("\"", "&quot;");
    }

    /** Returns the children of that name. */
    public static List<Element> children(Element parent, String name) {
        return children(parent)
                .filter(element -> element.getTagName().equals(name))
                .toList();
    }

    /** Returns all child elements. */
    public static Stream<Element> children(Element parent) {
        return Stream.iterate(parent.getFirstChild(), Objects::nonNull, Node::getNextSibling)
                .filter(Element.class::isInstance)
                .map(Element.class::cast);
    }

    /** Follows a path of names, the first child each time. */
    public static Optional<Element> find(Element from, String... path) {
        Optional<Element> at = Optional.of(from);
        for (String name : path) {
            at = at.flatMap(element -> children(element, name).stream().findFirst());
        }
        return at;
    }

    /** Returns the trimmed text at a path; empty if there is nothing. */
    public static String text(Element from, String... path) {
        return find(from, path).map(element -> element.getTextContent().trim()).orElse("");
    }

    /** Returns an attribute of a child; empty if there is none. */
    public static String attribute(Element from, String child, String attribute) {
        return find(from, child).map(element -> element.getAttribute(attribute)).orElse("");
    }
}
