package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.playing.SpeechAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Live speech as server-sent events: {@code speech.audio.delta} with base64, in the end {@code speech.audio.done}. */
final class EventAnswer implements SpeechAnswer {

    private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerResponse response;
    private final String input;
    private Optional<OutputStream> out = Optional.empty();

    /** @param input what is said, for the bill */
    EventAnswer(ServerResponse response, String input) {
        this.response = response;
        this.input = input;
    }

    @Override
    public void sound(byte[] bytes) throws IOException {
        send(Json.object().put("type", "speech.audio.delta").put("audio", bytes));
    }

    @Override
    public void whole(long samples) throws IOException {
        var usage = Usage.of(input, samples);
        send(Json.object().put("type", "speech.audio.done").set("usage", usage.json()));
        body().close();
    }

    @Override
    public void broken(Problem problem) throws IOException {
        send(Json.object().put("type", "speech.audio.error").setAll(problem.openAi()));
    }

    private void send(JsonNode event) throws IOException {
        var body = body();
        body.write(BEFORE);
        body.write(Json.bytes(event));
        body.write(AFTER);
        body.flush();
    }

    private OutputStream body() {
        if (out.isEmpty()) {
            response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
            response.header(HeaderNames.CACHE_CONTROL, "no-cache");
            out = Optional.of(response.outputStream());
        }
        return out.get();
    }

    @Override
    public boolean hasBegun() {
        return out.isPresent();
    }
}
