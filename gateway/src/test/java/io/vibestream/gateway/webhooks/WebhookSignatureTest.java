package io.vibestream.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.runtime.settings.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    @Test
    void signsAsEverybodyElseDoes() {
        var body = "The quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.UTF_8);

        assertThat(WebhookSignature.of(new Secret("key"), body))
                .isEqualTo("sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
    }
}
