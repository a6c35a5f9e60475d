package io.vibestream.gateway.webhooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where a webhook may lead, as far as its address tells. Pure. */
public final class WebhookAddress {

    private static final int MAX_CHARS = 2048;

    /** What callers are told who wrote another. */
    public static final String EXPECTED = "an address with http or https and a host, of at most " + MAX_CHARS
            + " characters";

    private WebhookAddress() {}

    /** Empty when this is none. */
    public static Optional<URI> read(String written) {
        try {
            var uri = new URI(written);
            boolean fine = written.length() <= MAX_CHARS && uri.getHost() != null && uri.getUserInfo() == null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
            return fine ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
