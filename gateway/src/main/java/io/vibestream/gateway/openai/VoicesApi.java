package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Exchange;
import io.vibestream.gateway.http.Json;

/**
 * {@code GET /v1/audio/voices}, which OpenAI does not have and every other server has in a shape of its own: the answer holds what each
 * client looks for. {@code ?legacy=true} is the bare list of names.
 */
public final class VoicesApi implements HttpService {

    private final VoiceFile voices;

    public VoicesApi(VoiceFile voices) {
        this.voices = voices;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/audio/voices", this::list);
    }

    private void list(ServerRequest request, ServerResponse response) {
        boolean legacy = request.query().first("legacy").filter("true"::equals).isPresent();
        Exchange.send(response, 200, legacy ? names() : objects());
    }

    private JsonNode names() {
        var names = Json.object().putArray("voices");
        voices.voices().voices().forEach(names::add);
        return Json.object().set("voices", names);
    }

    private JsonNode objects() {
        var list = Json.object().put("object", "list");
        var data = list.putArray("data");
        voices.voices().speakers().forEach((name, speaker) -> data.add(Json.object().put("id", name)
                .put("object", "voice").put("name", name).put("speaker", speaker)));
        return list.set("voices", data.deepCopy());
    }
}
