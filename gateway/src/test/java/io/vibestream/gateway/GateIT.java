package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateIT {

    private static final String HELLO = "{\"input\":{\"text\":\"Hello.\"}}";

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory, Map.of("API_KEYS", "anna=one, bert=two", "GATEWAY_HOST", "0.0.0.0"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer one", "one", "bearer two", "two"})
    void letsHoldersOfKeysIn(String authorization) {
        assertThat(gateway.post("/runsync", HELLO, "authorization", authorization).statusCode()).isEqualTo(200);
    }

    @Test
    void asksForAKey() {
        for (var path : new String[]{"/runsync", "/v2/e/runsync", "/subjects", "/nothing"}) {
            var answer = gateway.post(path, HELLO);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.body()).as(path).isEqualTo("{\"error\":\"Missing Authorization header\"}");
            assertThat(answer.headers().firstValue("www-authenticate")).as(path).contains("Bearer");
        }
        assertThat(gateway.pipeline.requests()).isEmpty();
    }

    @Test
    void refusesOpenAiCallersInTheirOwnShape() {
        assertThat(gateway.post("/v1/audio/speech", "{}").body()).isEqualTo("{\"error\":{\"message\":"
                + "\"Missing Authorization header\",\"type\":\"authentication_error\",\"param\":null,"
                + "\"code\":\"missing_authorization\"}}");
        assertThat(gateway.post("/v1/audio/speech", "{}", "authorization", "Bearer three").body()).isEqualTo(
                "{\"error\":{\"message\":\"Invalid authentication token\",\"type\":\"authentication_error\",\"param\":null,"
                        + "\"code\":\"invalid_token\"}}");
    }

    @Test
    void tellsAnybodyThatItIsThereAndNobodyElseHowMuchItHasToDo() {
        assertThat(gateway.get("/ping").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/health").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/audio/../runsync", "/ping/../runsync", "//runsync", "/audio/%2e%2e/runsync", "/./runsync",
            "/ping;/../runsync", "/audio/..%2frunsync"})
    void cannotBeWalkedAround(String path) {
        var answer = gateway.post(path, HELLO);

        assertThat(answer.statusCode()).as(path).isBetween(400, 499);
        assertThat(gateway.pipeline.requests()).isEmpty();
    }

    @Test
    void namesEveryCall() {
        var first = gateway.get("/ping").headers().firstValue("x-request-id");
        var second = gateway.get("/nothing").headers().firstValue("x-request-id");

        assertThat(first).isPresent().isNotEqualTo(second);
        assertThat(second).isPresent();
    }
}
