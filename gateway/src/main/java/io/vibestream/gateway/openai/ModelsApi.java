package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Exchange;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import java.util.List;

/**
 * {@code GET /v1/models} and {@code /v1/audio/models}. Whatever model a call names, the one engine behind speaks; listed are the names
 * that clients know of.
 */
public final class ModelsApi implements HttpService {

    private static final List<String> MODELS = List.of("vibevoice-7b", "tts-1", "tts-1-hd", "gpt-4o-mini-tts");
    /** Clients sort by it; the models have been here as long as the service. */
    private static final long CREATED = 1_767_225_600;

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/models", (_, response) -> Exchange.send(response, 200, list()));
        rules.get("/v1/audio/models", (_, response) -> Exchange.send(response, 200, list()));
        rules.get("/v1/models/{id}", ModelsApi::one);
    }

    /** What is answered to who asks for all of them, by HTTP or as RunPod's job. */
    public static ObjectNode list() {
        var list = Json.object().put("object", "list");
        var models = list.putArray("data");
        MODELS.forEach(id -> models.add(model(id)));
        return list.set("models", models.deepCopy());
    }

    private static void one(ServerRequest request, ServerResponse response) {
        var id = request.path().pathParameters().get("id");
        if (!MODELS.contains(id)) {
            throw new ProblemException(Problem.of(404, "invalid_request_error", "This model does not exist. Known: "
                    + String.join(", ", MODELS)).about("model").coded("model_not_found"));
        }
        Exchange.send(response, 200, model(id));
    }

    private static ObjectNode model(String id) {
        return Json.object().put("id", id).put("object", "model").put("created", CREATED).put("owned_by", "vibestream");
    }
}
