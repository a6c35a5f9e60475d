package io.vibestream.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.runtime.registry.ConfluentRegistryRest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The schema registry on Confluent's paths, for those who read the topics with Confluent's own clients. */
public final class RegistryRoutes implements HttpService {

    private static final List<String> ROOTS = List.of("/subjects", "/schemas", "/config", "/compatibility");
    private static final int MAX_BODY = 1 << 20;

    private final ConfluentRegistryRest registry;

    public RegistryRoutes(ConfluentRegistryRest registry) {
        this.registry = registry;
    }

    @Override
    public void routing(HttpRules rules) {
        for (var root : ROOTS) {
            rules.any(root, this::answer).any(root + "/*", this::answer);
        }
    }

    private void answer(ServerRequest request, ServerResponse response) {
        var body = new String(Exchange.body(request, MAX_BODY), StandardCharsets.UTF_8);
        var answer = registry.handle(request.prologue().method().text(), request.path().rawPath(), body);
        response.status(Status.create(answer.status()));
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.send(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
