package io.vibestream.gateway.http;

import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.vibestream.runtime.links.SignedLinks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Paths that can be fetched without a key, because their query proves that the gateway gave them out: players, download links and
 * listeners to events send no headers. Safe to share between threads.
 *
 * @param links without them nothing is signed, and nothing that is shown is believed
 */
public record SignedCalls(Optional<SignedLinks> links, InstantSource clock) {

    /** The path with its proof, where there is one. */
    public String signed(String path, Instant expires) {
        return links.map(signing -> path + "?" + signing.query(path, expires)).orElse(path);
    }

    /** Whether this call shows a proof for its path that still holds. */
    boolean proves(ServerRequest request) {
        var signature = request.query().first("signature").orElse("");
        return !signature.isEmpty() && request.prologue().method().equals(Method.GET)
                && links.filter(signing -> signing.valid(request.path().path(),
                        request.query().first("expires").orElse(""), signature, clock.instant())).isPresent();
    }
}
