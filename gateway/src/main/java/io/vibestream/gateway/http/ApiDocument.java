package io.vibestream.gateway.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code /openapi.json}: every route of the gateway, for people and for tools. */
public final class ApiDocument implements HttpService {

    static final String PATH = "/openapi.json";

    private final byte[] document;

    /** Reads the document, which lies among the program's own files. */
    public ApiDocument() {
        try (var file = ApiDocument.class.getResourceAsStream(PATH)) {
            if (file == null) {
                throw new IllegalStateException("expected " + PATH + " in the gateway's jar, found none");
            }
            document = file.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException("the gateway's jar cannot be read", broken);
        }
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(PATH, (_, response) -> {
            response.header(HeaderValues.CONTENT_TYPE_JSON);
            response.send(document);
        });
    }
}
