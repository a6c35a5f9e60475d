package io.vibestream.runtime.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedLinksTest {

    private static final Instant NOON = Instant.ofEpochSecond(1_795_435_200);
    private static final String EXPIRES = "1795435200";

    private final SignedLinks links = new SignedLinks("sixteen bytes ok".getBytes(UTF_8));
    private final String signature = links.query("a.mp3", NOON).replaceAll(".*signature=", "");

    @Test
    void theSignatureIsTheHmacOfKeyAndSecond() {
        // printf 'a.mp3\n1795435200' | openssl dgst -sha256 -hmac 'sixteen bytes ok' -binary | basenc --base64url
        assertThat(links.query("a.mp3", NOON))
                .isEqualTo("expires=" + EXPIRES + "&signature=foC-6l_YscidTKQcpri623kKe9EOCovj7w_1f6wmeTM");
    }

    @Test
    void aLinkHoldsUntilItsSecond() {
        assertThat(links.valid("a.mp3", EXPIRES, signature, NOON.minusSeconds(1))).isTrue();
        assertThat(links.valid("a.mp3", EXPIRES, signature, NOON)).isFalse();
    }

    @Test
    void anotherKeyIsRefused() {
        assertThat(links.valid("b.mp3", EXPIRES, signature, NOON.minusSeconds(1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1795435201", "+1795435200", "01795435200", "", "never", "99999999999999999999999999"})
    void anotherSecondIsRefused(String expires) {
        assertThat(links.valid("a.mp3", expires, signature, NOON.minusSeconds(1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "AAAA", "söß", "\u0000"})
    void anotherSignatureIsRefused(String forged) {
        assertThat(links.valid("a.mp3", EXPIRES, forged, NOON.minusSeconds(1))).isFalse();
    }

    @Test
    void aSignatureOfAnotherSecretIsRefused() {
        var others = new SignedLinks("another sixteen bytes".getBytes(UTF_8));

        assertThat(others.valid("a.mp3", EXPIRES, signature, NOON.minusSeconds(1))).isFalse();
    }

    @Test
    void aKeyWithALineBreakCannotPassForAnotherKeyAndSecond() {
        var query = links.query("a.mp3\n9", NOON);

        assertThat(links.valid("a.mp3", "9\n" + EXPIRES, query.replaceAll(".*signature=", ""), Instant.EPOCH))
                .isFalse();
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new SignedLinks("short".getBytes(UTF_8)))
                .hasMessage("secret for links: expected at least 16 bytes, found 5");
    }
}
