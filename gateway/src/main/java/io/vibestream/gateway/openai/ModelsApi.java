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
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code GET /v1/models} and {@code /v1/audio/models}. Whatever model a call names, the one engine behind speaks; listed are the names
 * that clients know of. Beside them stands that engine's name, so that the preview voice is not taken for a model.
 */
public final class ModelsApi implements HttpService {

    private static final List<String> MODELS = List.of("vibevoice-7b", "tts-1", "tts-1-hd", "gpt-4o-mini-tts");
    /** Clients sort by it; the models have been here as long as the service. */
    private static final long CREATED = 1_767_225_600;

    private final Supplier<Optional<String>> engine;

    /** @param engine which one speaks, if it is known */
    public ModelsApi(Supplier<Optional<String>> engine) {
        this.engine = engine;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/models", (_, response) -> Exchange.send(response, 200, list(engine.get())));
        rules.get("/v1/audio/models", (_, response) -> Exchange.send(response, 200, list(engine.get())));
        rules.get("/v1/models/{id}", this::one);
    }

    /** What is answered to who asks for all of them as RunPod's job. */
    public static ObjectNode list() {
        return list(Optional.empty());
    }

    private static ObjectNode list(Optional<String> engine) {
        var list = Json.object().put("object", "list");
        var models = list.putArray("data");
        MODELS.forEach(id -> models.add(model(id, engine)));
        return list.set("models", models.deepCopy());
    }

    private void one(ServerRequest request, ServerResponse response) {
        var id = request.path().pathParameters().get("id");
        if (!MODELS.contains(id)) {
            throw new ProblemException(Problem.of(404, "invalid_request_error", "This model does not exist. Known: "
                    + String.join(", ", MODELS)).about("model").coded("model_not_found"));
        }
        Exchange.send(response, 200, model(id, engine.get()));
    }

    private static ObjectNode model(String id, Optional<String> engine) {
        var model = Json.object().put("id", id).put("object", "model").put("created", CREATED)
                .put("owned_by", "vibestream");
        engine.ifPresent(name -> model.put("engine", name));
        return model;
    }
}
