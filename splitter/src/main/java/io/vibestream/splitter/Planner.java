package io.vibestream.splitter;

import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.Refusal;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.ScriptText;
import io.vibestream.schemas.SpeechChunk;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.VoicedLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Decides everything about a request that its sender left open, and cuts its text. Pure; safe to share. */
final class Planner {

    /** Each chunk is a record for a worker and an entry of the plan; one request must not make millions of them. */
    static final int MOST_CHUNKS = 10_000;
    /** No lane keeps its chunks longer; a request that waited past that would only be remembered, never finished. */
    static final Duration LONGEST_LIFE = Duration.ofDays(7);
    /** All the silence that one request may ask for: it costs its sender nothing, and us time and room. */
    private static final Duration MOST_PAUSE = Duration.ofHours(1);
    /** Bits of a double's fraction: readers of JSON keep so much of a whole number. */
    private static final int SEED_BITS = 53;

    private final SplitterSettings settings;

    Planner(SplitterSettings settings) {
        this.settings = settings;
    }

    Planned plan(SpeechRequest sent, Arrival arrival) {
        var request = arrival.replyTo().map(topic -> SpeechRequest.newBuilder(sent).setReplyTopic(topic).build())
                .orElse(sent);
        var refusal = RequestRules.refusal(request, settings.requestLimits());
        if (refusal.isPresent()) {
            return refuse(request, refusal.get(), arrival);
        }
        var limits = request.getChunkLimits().orElseGet(settings::chunkLimits);
        var sections = Sections.of(RequestRules.lines(request),
                request.getParagraphPauseMillis().orElseGet(settings::paragraphPauseMillis));
        if (sections.pauseMillis() > MOST_PAUSE.toMillis()) {
            return refuse(request, invalid("The pauses come to " + sections.pauseMillis() + " ms; expected at most "
                    + MOST_PAUSE.toMillis()), arrival);
        }
        var chunks = new Cutter(limits, settings.lexicon()).cut(sections, speaker -> voice(request, speaker));
        if (chunks.size() > MOST_CHUNKS) {
            return refuse(request, invalid("The text makes " + chunks.size() + " chunks of at most "
                    + limits.getMaxChars() + " characters; expected at most " + MOST_CHUNKS), arrival);
        }
        return spoken(request, chunks, sections.endPauseMillis(), arrival);
    }

    static Refusal invalid(String message) {
        return new Refusal(Reason.INVALID_REQUEST, message);
    }

    /** The plan of a request that is not spoken. It holds only what the result needs. */
    Planned refuse(SpeechRequest request, Refusal refusal, Arrival arrival) {
        var createdAt = createdAt(request, arrival);
        var plan = SpeechPlan.newBuilder().setRequestId(request.getId()).setRefusal(refusal)
                .setSeed(seed(request)).setFormat(request.getFormat()).setSampleRate(request.getSampleRate())
                .setSilenceMillis(settings.silenceMillis()).setPriority(request.getPriority())
                .setDelivery(request.getDelivery())
                .setReplyTopic(request.getReplyTopic().filter(this::isAllowed).orElse(null))
                .setMetadata(request.getMetadata()).setCreatedAt(createdAt).setPlannedAt(arrival.now())
                .setDeadline(deadline(request, createdAt, arrival)).build();
        return new Planned(plan, List.of());
    }

    /** The plan for a record that could not be read but came under an id. */
    Planned refuseUnread(String id, Refusal refusal, Arrival arrival) {
        var known = SpeechRequest.newBuilder().setId(id).setReplyTopic(arrival.replyTo().orElse(null)).build();
        return refuse(known, refusal, arrival);
    }

    private boolean isAllowed(String replyTopic) {
        return RequestRules.replyTopicProblem(replyTopic, settings.requestLimits()).isEmpty();
    }

    private Planned spoken(SpeechRequest request, List<Chunk> chunks, int endPauseMillis, Arrival arrival) {
        var createdAt = createdAt(request, arrival);
        var plan = SpeechPlan.newBuilder().setRequestId(request.getId())
                .setChunks(IntStream.range(0, chunks.size()).mapToObj(i -> planned(request, i, chunks.get(i))).toList())
                .setVoice(voice(request, chunks.getFirst().lines().getFirst().speaker())).setSeed(seed(request))
                .setFormat(request.getFormat()).setBitrateKbps(request.getBitrateKbps())
                .setSampleRate(request.getSampleRate()).setSpeed(request.getSpeed())
                .setLoudness(request.getLoudness().orElse(null))
                .setSilenceMillis(request.getSilenceMillis().orElseGet(settings::silenceMillis))
                .setEndPauseMillis(endPauseMillis).setCaptions(request.getCaptions())
                .setPriority(request.getPriority()).setDelivery(request.getDelivery())
                .setSealedStore(request.getSealedStore().orElse(null))
                .setReplyTopic(request.getReplyTopic().orElse(null)).setTitle(request.getTitle().orElse(null))
                .setName(request.getName().orElse(null)).setMetadata(request.getMetadata()).setCreatedAt(createdAt)
                .setPlannedAt(arrival.now()).setDeadline(deadline(request, createdAt, arrival)).build();
        return new Planned(plan, IntStream.range(0, chunks.size())
                .mapToObj(i -> work(request, plan, i, chunks.get(i))).toList());
    }

    /** Only captions need the ends of sentences, and a long plan has no room for what nobody needs. */
    private static PlannedChunk planned(SpeechRequest request, int index, Chunk chunk) {
        return PlannedChunk.newBuilder().setIndex(index).setLines(chunk.written())
                .setPauseMillis(chunk.pauseMillis().orElse(null))
                .setSentenceEnds(request.getCaptions().isEmpty() ? List.of() : chunk.sentenceEnds()).build();
    }

    private SpeechChunk work(SpeechRequest request, SpeechPlan plan, int index, Chunk chunk) {
        return SpeechChunk.newBuilder().setRequestId(plan.getRequestId()).setIndex(index)
                .setCount(plan.getChunks().size())
                .setLines(chunk.lines().stream().map(line -> new VoicedLine(line.speaker(),
                        voice(request, line.speaker()), line.spoken())).toList())
                .setCfgScale(request.getCfgScale()).setSteps(request.getSteps()).setSolver(request.getSolver())
                .setSeed(plan.getSeed()).setDisablePrefill(request.getDisablePrefill())
                .setPlannedAt(plan.getPlannedAt()).setDeadline(plan.getDeadline()).build();
    }

    /** A speaker with a name is spoken by the voice of that name, unless the request says otherwise. */
    private String voice(SpeechRequest request, String speaker) {
        return Optional.ofNullable(request.getVoices().get(speaker)).filter(voice -> !voice.isBlank())
                .or(() -> Optional.of(speaker).filter(label -> !label.isBlank() && !ScriptText.isNumber(label)))
                .or(() -> request.getVoice().filter(voice -> !voice.isBlank()))
                .orElseGet(settings::defaultVoice);
    }

    /** A sender's clock may run ahead of ours, or not run at all. */
    private static Instant createdAt(SpeechRequest request, Arrival arrival) {
        var createdAt = request.getCreatedAt().orElse(arrival.sentAt());
        return createdAt.isAfter(arrival.now()) || createdAt.isBefore(Instant.EPOCH) ? arrival.now() : createdAt;
    }

    private Instant deadline(SpeechRequest request, Instant createdAt, Arrival arrival) {
        var deadline = request.getDeadline().orElseGet(() -> createdAt.plus(settings.requestTtl()));
        var latest = arrival.now().plus(LONGEST_LIFE);
        return deadline.isAfter(latest) ? latest : deadline;
    }

    private static long seed(SpeechRequest request) {
        return request.getSeed().orElseGet(() -> seed(request.getId()));
    }

    private static long seed(String id) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - SEED_BITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
