package io.vacate.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Preflight;

/** What was found before a migration, as JSON. */
public final class PreflightJson {
    private PreflightJson() {}

    /** Returns the document of {@code vacate check}, but for its exit code. */
    public static ObjectNode document(VM vm, Host destination, MigrationRequest request, Preflight found) {
        ObjectNode document = JsonDocument.object();
        document.put("command", "check")
                .put("name", vm.name())
                .put("id", vm.id().toString())
                .put("from", vm.host().uri().toString())
                .put("to", destination.uri().toString())
                .put("refused", !found.refusals(request.forced()).isEmpty());
        ArrayNode forced = document.putArray("forced");
        request.forced().stream().sorted().map(HostsJson::word).forEach(forced::add);
        findings(document, request, found);
        return document;
    }

    static void findings(ObjectNode node, MigrationRequest request, Preflight found) {
        ArrayNode findings = node.putArray("findings");
        found.findings()
                .forEach(finding -> findings.addObject()
                        .put("severity", HostsJson.word(finding.severity()))
                        .put("check", HostsJson.word(finding.check()))
                        .put("message", finding.message())
                        .put("refuses", finding.refuses(request.forced())));
    }
}
