package io.vibestream.assembler;

import io.vibestream.audio.Span;
import io.vibestream.audio.Timeline;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.TextSpan;
import io.vibestream.schemas.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts what is known about a request into the words of the contract. Pure. */
final class Results {

    /** A worker's remarks are for people; a thousand of them are for nobody. */
    private static final int MAX_WARNINGS = 50;

    private Results() {}

    /** The result of a request that ended without audio. */
    static SpeechResult ended(SpeechPlan plan, Ending ending, Instant now) {
        return common(plan, now).setOutcome(ending.outcome()).setReason(ending.reason()).setMessage(ending.message())
                .setTimings(Timings.newBuilder().setPlanningMillis(millis(plan.getCreatedAt(), plan.getPlannedAt()))
                        .setTotalMillis(millis(plan.getCreatedAt(), now)).build())
                .build();
    }

    /**
     * The result of a request whose audio is finished, without the audio itself and without a link to it.
     *
     * @param ends what the workers said of the chunks, in order
     * @param begun when the last chunk was there
     */
    static SpeechResult.Builder completed(SpeechPlan plan, List<ChunkCompleted> ends, Timeline timeline, Instant begun,
            Instant now) {
        return common(plan, now).setOutcome(Outcome.COMPLETED)
                .setContentType(TrackWriter.format(plan.getFormat()).contentType())
                .setDurationSeconds(seconds(timeline.totalSamples())).setSpans(spans(plan, timeline))
                .setVoices(distinct(ends, ChunkCompleted::getVoices))
                .setEngine(String.join(", ", distinct(ends, end -> List.of(end.getEngine()))))
                .setWarnings(distinct(ends, ChunkCompleted::getWarnings).stream().limit(MAX_WARNINGS).toList())
                .setTimings(timings(plan, ends, begun, now));
    }

    private static SpeechResult.Builder common(SpeechPlan plan, Instant now) {
        return SpeechResult.newBuilder().setRequestId(plan.getRequestId()).setFormat(plan.getFormat())
                .setSampleRate(plan.getSampleRate()).setSeed(plan.getSeed()).setMetadata(plan.getMetadata())
                .setFinishedAt(now);
    }

    /** A span for every chunk; one without sound begins and ends where the sound before it ended. */
    private static List<TextSpan> spans(SpeechPlan plan, Timeline timeline) {
        var sound = timeline.spans().stream().collect(Collectors.toMap(Span::chunk, Function.identity()));
        var spans = new ArrayList<TextSpan>();
        long end = 0;
        for (int chunk = 0; chunk < plan.getChunks().size(); chunk++) {
            var span = sound.get(chunk);
            long start = span == null ? end : span.startSample();
            end = span == null ? end : span.endSample();
            spans.add(new TextSpan(chunk, text(plan.getChunks().get(chunk)), seconds(start), seconds(end)));
        }
        return spans;
    }

    private static String text(PlannedChunk chunk) {
        return chunk.getLines().stream().map(ScriptLine::getText).collect(Collectors.joining("\n"));
    }

    private static double seconds(long samples) {
        return samples / (double) Sound.SAMPLE_RATE;
    }

    private static List<String> distinct(List<ChunkCompleted> ends, Function<ChunkCompleted, List<String>> words) {
        return ends.stream().map(words).flatMap(Collection::stream).distinct().toList();
    }

    private static Timings timings(SpeechPlan plan, List<ChunkCompleted> ends, Instant begun, Instant now) {
        var planned = plan.getPlannedAt();
        var taken = ends.stream().map(ChunkCompleted::getTakenAt).min(Instant::compareTo).orElse(planned);
        var spoken = ends.stream().map(ChunkCompleted::getCompletedAt).max(Instant::compareTo).orElse(planned);
        var first = ends.stream().flatMap(end -> end.getFirstSegmentAt().stream()).min(Instant::compareTo);
        return Timings.newBuilder().setPlanningMillis(millis(plan.getCreatedAt(), planned))
                .setWaitingMillis(millis(planned, taken))
                .setFirstSegmentMillis(first.map(at -> millis(planned, at)).orElse(0L))
                .setSynthesisMillis(millis(taken, spoken)).setAssemblyMillis(millis(begun, now))
                .setTotalMillis(millis(plan.getCreatedAt(), now)).build();
    }

    /** Stages run on different machines, and clocks differ: no stage takes less than no time. */
    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }

    /**
     * How far a request is.
     *
     * @param spoken chunks
     * @param chunks all of them
     * @param samples of the chunks that are spoken
     */
    record Reached(int spoken, int chunks, long samples) {

        private RequestStatus.Builder status(String requestId) {
            return RequestStatus.newBuilder().setRequestId(requestId).setChunks(chunks).setChunksSpoken(spoken)
                    .setSecondsSpoken(samples / (double) Sound.SAMPLE_RATE);
        }
    }

    /** So many chunks of a request are spoken. */
    static RequestStatus speaking(String requestId, Reached reached, Instant now) {
        return reached.status(requestId).setState(RequestState.SPEAKING).setUpdatedAt(now).build();
    }

    /** The last word on a request. */
    static RequestStatus over(SpeechResult result, Reached reached) {
        var inStore = result.getUrl().isPresent() && result.getAudio().isPresent();
        return reached.status(result.getRequestId()).setState(state(result.getOutcome()))
                .setUpdatedAt(result.getFinishedAt())
                .setResult(inStore ? SpeechResult.newBuilder(result).clearAudio().build() : result).build();
    }

    private static RequestState state(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED -> RequestState.COMPLETED;
            case FAILED -> RequestState.FAILED;
            case CANCELLED -> RequestState.CANCELLED;
            case TIMED_OUT -> RequestState.TIMED_OUT;
        };
    }
}
