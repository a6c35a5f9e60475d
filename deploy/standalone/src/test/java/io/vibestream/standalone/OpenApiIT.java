package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The gateway's API document, judged by somebody else's validator. */
class OpenApiIT {

    @Test
    void isValid() throws Exception {
        var document = Path.of("../../gateway/src/main/resources/openapi.json").toAbsolutePath().normalize();

        assertThat(Node.run("openapi.mjs", document.toString())).contains("valid OpenAPI 3.1");
    }
}
