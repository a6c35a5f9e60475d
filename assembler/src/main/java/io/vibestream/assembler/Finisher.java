package io.vibestream.assembler;

import io.vibestream.assembler.store.AudioStore;
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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the result of a request whose chunks are all spoken: one file, stored or inline. Whatever goes wrong with the audio is part of the
 * result. Safe to share between threads.
 */
final class Finisher {

    private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);

    private final Optional<AudioStore> store;
    private final Path workDirectory;
    private final AssemblerMetrics metrics;
    private final InstantSource clock;

    /** @param workDirectory where files are while they are being encoded */
    Finisher(Optional<AudioStore> store, Path workDirectory, AssemblerMetrics metrics, InstantSource clock) {
        this.store = store;
        this.workDirectory = workDirectory;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Finishes one request, in its own time.
     *
     * @throws StoppedException when the request's sound can no longer be read
     */
    SpeechResult finish(SpokenRequest request) {
        var timer = metrics.begin();
        var begun = clock.instant();
        try {
            if (request.plan().getDelivery() == Delivery.NONE) {
                return finish(request, new TrackWriter(request.plan(), request.sound()).measure(), begun);
            }
            Files.createDirectories(workDirectory);
            var file = Files.createTempFile(workDirectory, "track", ".part");
            try {
                return finish(request, file, begun);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (StoppedException stopped) {
            throw stopped;
        } catch (IOException | RuntimeException failure) { // Whatever it is, it would be the same the next time.
            LOG.atWarn().addKeyValue("request", request.plan().getRequestId()).setCause(failure)
                    .log("audio cannot be written");
            return Results.ended(request.plan(),
                    Ending.of(Reason.ENCODING_FAILED, String.valueOf(failure.getMessage())),
                    clock.instant());
        } finally {
            metrics.assembled(timer);
        }
    }

    private SpeechResult finish(SpokenRequest request, Timeline timeline, Instant begun) {
        return timeline.totalSamples() == 0
                ? silent(request.plan())
                : Results.completed(request.plan(), request.ends(), timeline, begun, clock.instant()).build();
    }

    private SpeechResult silent(SpeechPlan plan) {
        return Results.ended(plan, Ending.of(Reason.ENGINE_FAILED, "no chunk has any sound"), clock.instant());
    }

    private SpeechResult finish(SpokenRequest request, Path file, Instant begun) throws IOException {
        var plan = request.plan();
        var timeline = new TrackWriter(plan, request.sound()).write(file);
        if (timeline.totalSamples() == 0) {
            return silent(plan);
        }
        var format = TrackWriter.format(plan.getFormat());
        var key = plan.getName().map(name -> ObjectKey.of(name, plan.getRequestId(), format.extension()))
                .orElseGet(() -> ObjectKey.of(plan.getRequestId(), format.extension()));
        var storing = store.map(place -> storing(place, key, file, format.contentType()));
        var handover = Handover.of(plan.getDelivery(), Files.size(file), Topic.Limits.INLINE_AUDIO, storing);
        return switch (handover) {
            case Handover.Impossible(Ending ending) -> Results.ended(plan, ending, clock.instant());
            case Handover.Ready ready -> {
                var result = Results.completed(plan, request.ends(), timeline, begun, clock.instant());
                ready.link().ifPresent(link -> result.setUrl(link.toString()).setObjectKey(key.value()));
                if (ready.inline()) {
                    result.setAudio(ByteBuffer.wrap(Files.readAllBytes(file)));
                }
                ready.warning().ifPresent(warning -> {
                    var warnings = new ArrayList<>(result.getWarnings());
                    warnings.add(warning);
                    result.setWarnings(warnings);
                });
                yield result.build();
            }
        };
    }

    private Supplier<Stored> storing(AudioStore place, ObjectKey key, Path file, String contentType) {
        return () -> metrics.timeStoring(() -> place.store(key, file, contentType));
    }
}
