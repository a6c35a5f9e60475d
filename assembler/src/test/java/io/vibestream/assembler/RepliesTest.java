package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.TextSpan;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RepliesTest {

    private static final int SPAN_CHARS = 20_000;
    private static final int AUDIO_BYTES = 100_000;
    private static final Optional<String> BOOKS = Optional.of("tts.results.books");

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Map<String, Integer> sizes = new HashMap<>(Map.of("tts.results", 1 << 20));
    private final Replies replies = new Replies(
            topic -> sizes.containsKey(topic) ? OptionalInt.of(sizes.getOrDefault(topic, 0)) : OptionalInt.empty(),
            new Codecs(registry::register, registry::find));

    private static SpeechResult.Builder result() {
        return SpeechResult.newBuilder().setRequestId("r").setOutcome(Outcome.COMPLETED).setFinishedAt(Speech.NOON)
                .setSpans(List.of(new TextSpan(0, "x".repeat(SPAN_CHARS), 0.0, 1.0)))
                .setAudio(ByteBuffer.wrap(new byte[AUDIO_BYTES]));
    }

    @Test
    void whatFitsGoesWhereItWasAskedFor() {
        sizes.put("tts.results.books", 1 << 20);
        var result = result().build();

        assertThat(replies.reply(BOOKS, result)).isEqualTo(new Replies.Reply("tts.results.books", result));
        assertThat(replies.reply(Optional.empty(), result)).isEqualTo(new Replies.Reply("tts.results", result));
    }

    @Test
    void audioThatIsInTheStoreTooIsLeftOutOfASmallTopic() {
        sizes.put("tts.results.books", 50_000);

        var reply = replies.reply(BOOKS, result().setUrl("https://audio.example/x").build());

        assertThat(reply.topic()).isEqualTo("tts.results.books");
        assertThat(reply.result().getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(reply.result().getAudio()).isEmpty();
        assertThat(reply.result().getWarnings()).containsExactly(
                "the audio is left out: topic tts.results.books takes records of up to 50000 bytes");
    }

    @Test
    void audioThatIsNowhereElseFailsTheRequest() {
        sizes.put("tts.results.books", 50_000);

        var reply = replies.reply(BOOKS, result().build());

        assertThat(reply.topic()).isEqualTo("tts.results.books");
        assertThat(reply.result().getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(reply.result().getReason()).contains(Reason.TOO_LARGE_INLINE);
    }

    @Test
    void spansAreTheNextToBeLeftOut() {
        sizes.put("tts.results.books", 10_000);

        var reply = replies.reply(BOOKS, result().setUrl("https://audio.example/x").build());

        assertThat(reply.topic()).isEqualTo("tts.results.books");
        assertThat(reply.result().getSpans()).isEmpty();
        assertThat(reply.result().getWarnings()).hasSize(2);
    }

    @Test
    void aTopicThatTakesNothingIsPassedOver() {
        sizes.put("tts.results.books", 100);

        var reply = replies.reply(BOOKS, result().build());

        assertThat(reply.topic()).isEqualTo("tts.results");
        assertThat(reply.result().getWarnings()).containsExactly(
                "reply topic 'tts.results.books' takes no record as large as this: sent to tts.results");
    }
}
