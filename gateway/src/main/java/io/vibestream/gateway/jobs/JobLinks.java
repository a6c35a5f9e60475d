package io.vibestream.gateway.jobs;

import io.vibestream.gateway.http.SignedCalls;
import io.vibestream.runtime.links.LinkSettings;
import io.vibestream.runtime.links.SignedLinks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Links of a job: made anew whenever somebody asks, because they expire and jobs are asked for longer. Safe to share between threads. */
final class JobLinks {

    static final String JOBS = "/v1/jobs";
    /** Somebody may listen to a long job, and lose the connection, for as long as it takes. */
    private static final Duration HOLD = Duration.ofDays(1);

    private final SignedCalls calls;
    private final Optional<SignedLinks> audio;
    private final String store;
    private final InstantSource clock;

    JobLinks(SignedCalls calls, LinkSettings audio, InstantSource clock) {
        this.calls = calls;
        this.audio = audio.signedLinks();
        this.store = audio.publicUrl().toString().replaceAll("/+$", "") + "/audio/";
        this.clock = clock;
    }

    static String path(String id) {
        return JOBS + "/" + id;
    }

    /** The path with what makes it hold without a key. */
    String signed(String path, Instant now) {
        return calls.signed(path, now.plus(HOLD));
    }

    /** Where a stored file can be fetched. A bucket's own links are as they were made, ours are fresh. */
    Optional<String> stored(Optional<String> url, Optional<String> key) {
        return url.map(made -> key.filter(name -> made.startsWith(store + name + "?")).flatMap(name -> audio
                .map(links -> store + name + "?" + links.query(name, clock.instant().plus(HOLD)))).orElse(made));
    }
}
