package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients ask before they speak: which models there are, and which voices. */
class CatalogueIT {

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("voices.json"), "{\"alloy\": \"Alice\", \"mine\": \"Zoe\"}");
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private JsonNode get(String path) {
        var answer = gateway.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void listsVoicesForEveryClientsTaste() {
        var answer = get("/v1/audio/voices");

        assertThat(answer.path("object").asText()).isEqualTo("list");
        assertThat(answer.path("data")).isEqualTo(answer.path("voices")).hasSize(2);
        assertThat(answer.path("voices").path(1))
                .hasToString("{\"id\":\"mine\",\"object\":\"voice\",\"name\":\"mine\",\"speaker\":\"Zoe\"}");
        assertThat(get("/v1/audio/voices?legacy=true")).hasToString("{\"voices\":[\"alloy\",\"mine\"]}");
    }

    @Test
    void followsTheVoicesFile() throws IOException {
        Files.writeString(directory.resolve("voices.json"), "{\"other\": \"Frank\"}");

        assertThat(get("/v1/audio/voices?legacy=true")).hasToString("{\"voices\":[\"other\"]}");
    }

    @Test
    void listsModelsUnderBothPaths() {
        assertThat(get("/v1/models")).isEqualTo(get("/v1/audio/models"));
        assertThat(get("/v1/models/tts-1").path("owned_by").asText()).isEqualTo("vibestream");
        assertThat(get("/v1/models/tts-1").path("engine").asText()).isEqualTo("fake");
        assertThat(gateway.get("/v1/models/none").body()).contains("\"code\":\"model_not_found\"");
    }
}
