package io.vibestream.assembler;

import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides where a result goes and what of it fits there. A record that Kafka refuses would come back for ever, so nothing is sent that the
 * topic is known not to take.
 */
final class Replies {

    /** Key, headers and batch around a value. */
    private static final int AROUND = 2048;

    private final TopicSizes topics;
    private final Codec<SpeechResult> codec;
    private final Codec<RequestStatus> statusCodec;

    /** A result as it is sent, and where to. */
    record Reply(String topic, SpeechResult result) {}

    Replies(TopicSizes topics, Codecs codecs) {
        this.topics = topics;
        codec = codecs.results();
        statusCodec = codecs.statuses();
    }

    /** To the topic that was asked for if there is such a topic, else to the one for everybody, with a warning. */
    Reply reply(Optional<String> wanted, SpeechResult result) {
        var standard = Topic.RESULTS.topicName();
        var other = wanted.filter(topic -> !topic.equals(standard));
        var size = other.map(topics::maxRecordBytes).orElse(OptionalInt.empty());
        if (size.isPresent()) {
            var fitting = fit(other.orElseThrow(), size.getAsInt(), result);
            if (fitting.isPresent()) {
                return new Reply(other.get(), fitting.get());
            }
        }
        var warned = other.map(topic -> warn(result, "reply topic '" + topic + "' "
                + (size.isEmpty() ? "does not exist" : "takes no record as large as this") + ": sent to " + standard))
                .orElse(result);
        int limit = topics.maxRecordBytes(standard).orElse(Topic.RESULTS.maxRecordBytes());
        return new Reply(standard, fit(standard, limit, warned).orElse(warned));
    }

    /** A status as {@code tts.status} takes it: without the result if need be, which is on its own topic. */
    RequestStatus status(RequestStatus status) {
        int limit = topics.maxRecordBytes(Topic.STATUS.topicName()).orElse(Topic.STATUS.maxRecordBytes());
        return statusCodec.encode(status).length + AROUND <= limit
                ? status
                : RequestStatus.newBuilder(status).clearResult().build();
    }

    private Optional<SpeechResult> fit(String topic, int limit, SpeechResult result) {
        var limited = "topic " + topic + " takes records of up to " + limit + " bytes";
        return List.of(result, withoutAudio(result, limited), withoutSpans(withoutAudio(result, limited), limited))
                .stream().filter(version -> codec.encode(version).length + AROUND <= limit).findFirst();
    }

    private static SpeechResult withoutAudio(SpeechResult result, String limited) {
        if (result.getAudio().isEmpty()) {
            return result;
        }
        var text = "the audio is left out: " + limited;
        var rest = SpeechResult.newBuilder(result).clearAudio().build();
        return result.getUrl().isPresent()
                ? warn(rest, text)
                : SpeechResult.newBuilder(rest).setOutcome(Outcome.FAILED).setReason(Reason.TOO_LARGE_INLINE)
                        .setMessage(text).build();
    }

    private static SpeechResult withoutSpans(SpeechResult result, String limited) {
        return warn(SpeechResult.newBuilder(result).clearSpans().build(), "the spans are left out: " + limited);
    }

    private static SpeechResult warn(SpeechResult result, String warning) {
        var warnings = new ArrayList<>(result.getWarnings());
        warnings.add(warning);
        return SpeechResult.newBuilder(result).setWarnings(warnings).build();
    }
}
