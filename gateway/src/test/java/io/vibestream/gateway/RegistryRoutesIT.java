package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryRoutesIT {

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void servesSchemasOnConfluentsPaths() {
        assertThat(gateway.get("/subjects").body()).contains("\"tts.requests-value\"");
        var latest = gateway.get("/subjects/tts.requests-value/versions/latest");
        assertThat(latest.statusCode()).isEqualTo(200);
        assertThat(latest.headers().firstValue("content-type")).contains("application/vnd.schemaregistry.v1+json");
        assertThat(gateway.get("/config").body()).contains("BACKWARD");
    }

    @Test
    void registersNothingNew() {
        var answer = gateway.post("/subjects/mine-value/versions", "{\"schema\":\"\\\"string\\\"\"}");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("read-only");
    }

    @Test
    void usesConfluentsErrors() {
        assertThat(gateway.get("/schemas/ids/1").body()).contains("\"error_code\":40403");
        assertThat(gateway.get("/subjects/x/versions").body()).contains("\"error_code\":40401");
    }
}
