package io.vibestream.assembler;

import io.vibestream.assembler.store.AudioStore;
import io.vibestream.assembler.store.CallersStores;
import io.vibestream.assembler.store.ObjectKey;
import io.vibestream.assembler.store.Stored;
import io.vibestream.audio.Timeline;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the result of a request whose chunks are all spoken: one file, stored or inline. Whatever goes wrong with the audio is part of the
 * result. Safe to share between threads.
 */
final class Finisher {

    private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);

    private final Places places;
    private final Path workDirectory;
    private final AssemblerMetrics metrics;
    private final InstantSource clock;

    /**
     * Where finished audio goes.
     *
     * @param own the service's store, if there is one
     * @param callers the stores that callers bring along
     * @param beside where callers' stores are waited for: they may be as slow as they like, and nobody else should wait for them
     */
    record Places(Optional<AudioStore> own, CallersStores callers, Executor beside) {}

    /** What came of writing a request's file. */
    private sealed interface Written {

        /** The request is over without one. */
        record Over(SpeechResult result) implements Written {}

        /** The file is there. Whoever has this deletes it. */
        record Track(SpokenRequest request, Path file, Timeline timeline, Instant begun) implements Written {}
    }

    /** @param workDirectory where files are while they are being encoded */
    Finisher(Places places, Path workDirectory, AssemblerMetrics metrics, InstantSource clock) {
        this.places = places;
        this.workDirectory = workDirectory;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Finishes one request, in its own time: on this thread, but for a caller's own store.
     *
     * @throws StoppedException when the request's sound can no longer be read
     */
    CompletableFuture<SpeechResult> finish(SpokenRequest request) {
        var timer = metrics.begin();
        var finished = switch (write(request, clock.instant())) {
            case Written.Over(var result) -> CompletableFuture.completedFuture(result);
            case Written.Track track -> handOver(track);
        };
        return finished.whenComplete((_, _) -> metrics.assembled(timer));
    }

    private Written write(SpokenRequest request, Instant begun) {
        try {
            if (request.plan().getDelivery() == Delivery.NONE) {
                var timeline = new TrackWriter(request.plan(), request.sound()).measure();
                return new Written.Over(timeline.totalSamples() == 0
                        ? silent(request.plan())
                        : listenedTo(request, timeline, begun));
            }
            Files.createDirectories(workDirectory);
            var file = Files.createTempFile(workDirectory, "track", ".part");
            boolean written = false;
            try {
                var timeline = new TrackWriter(request.plan(), request.sound()).write(file);
                written = timeline.totalSamples() > 0;
                return written
                        ? new Written.Track(request, file, timeline, begun)
                        : new Written.Over(silent(request.plan()));
            } finally {
                if (!written) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (StoppedException stopped) {
            throw stopped;
        } catch (IOException | RuntimeException failure) { // Whatever it is, it would be the same the next time.
            return new Written.Over(unwritable(request.plan(), failure));
        }
    }

    private SpeechResult listenedTo(SpokenRequest request, Timeline timeline, Instant begun) {
        var captioner = new Captioner(request.plan(), timeline, workDirectory);
        captioner.inline();
        return Results.completed(request.plan(), request.ends(), timeline, begun, clock.instant())
                .setCaptions(captioner.files()).build();
    }

    private SpeechResult unwritable(SpeechPlan plan, Exception failure) {
        LOG.atWarn().addKeyValue("request", plan.getRequestId()).setCause(failure).log("audio cannot be written");
        return Results.ended(plan, Ending.of(Reason.ENCODING_FAILED, String.valueOf(failure.getMessage())),
                clock.instant());
    }

    private SpeechResult silent(SpeechPlan plan) {
        return Results.ended(plan, Ending.of(Reason.ENGINE_FAILED, "no chunk has any sound"), clock.instant());
    }

    private CompletableFuture<SpeechResult> handOver(Written.Track track) {
        var plan = track.request().plan();
        return plan.getSealedStore().map(sealed -> CompletableFuture.supplyAsync(() -> {
            try (var callers = places.callers().open(plan.getRequestId(), sealed)) {
                return handOver(track, Optional.of(callers));
            }
        }, places.beside())).orElseGet(() -> CompletableFuture.completedFuture(handOver(track, places.own())));
    }

    private SpeechResult handOver(Written.Track track, Optional<AudioStore> store) {
        try {
            try {
                return result(track, store);
            } finally {
                Files.deleteIfExists(track.file());
            }
        } catch (IOException | RuntimeException failure) {
            return unwritable(track.request().plan(), failure);
        }
    }

    private SpeechResult result(Written.Track track, Optional<AudioStore> store) throws IOException {
        var plan = track.request().plan();
        var file = track.file();
        var format = TrackWriter.format(plan.getFormat());
        var key = key(plan, format.extension());
        var storing = store.map(place -> storing(place, key, file, format.contentType()));
        var handover = Handover.of(plan.getDelivery(), Files.size(file), Topic.Limits.INLINE_AUDIO, storing);
        return switch (handover) {
            case Handover.Impossible(Ending ending) -> Results.ended(plan, ending, clock.instant());
            case Handover.Ready ready -> {
                var captioner = new Captioner(plan, track.timeline(), workDirectory);
                if (ready.link().isPresent() && store.isPresent()) {
                    captioner.store(store.get(), extension -> key(plan, extension), ready.inline());
                } else {
                    captioner.inline();
                }
                var result = Results.completed(plan, track.request().ends(), track.timeline(), track.begun(),
                        clock.instant()).setCaptions(captioner.files());
                ready.link().ifPresent(link -> result.setUrl(link.toString()).setObjectKey(key.value()));
                if (ready.inline()) {
                    result.setAudio(ByteBuffer.wrap(Files.readAllBytes(file)));
                }
                var warnings = new ArrayList<>(result.getWarnings());
                ready.warning().ifPresent(warnings::add);
                warnings.addAll(captioner.warnings());
                yield result.setWarnings(warnings).build();
            }
        };
    }

    private static ObjectKey key(SpeechPlan plan, String extension) {
        return plan.getName().map(name -> ObjectKey.of(name, plan.getRequestId(), extension))
                .orElseGet(() -> ObjectKey.of(plan.getRequestId(), extension));
    }

    private Supplier<Stored> storing(AudioStore place, ObjectKey key, Path file, String contentType) {
        return () -> metrics.timeStoring(() -> place.store(key, file, contentType));
    }
}
