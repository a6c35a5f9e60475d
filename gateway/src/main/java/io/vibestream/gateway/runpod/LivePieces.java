package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.audio.encode.AudioFormat;
import io.vibestream.audio.encode.EncoderSettings;
import io.vibestream.audio.encode.TrackEncoder;
import io.vibestream.audio.encode.TrackEncoders;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.streaming.Heard;
import io.vibestream.gateway.streaming.LiveSpeech;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * A job's speech in pieces of about a second, as the service before this sent them; base64 leaves each far below RunPod's limit of 1 MB. For
 * one thread at a time, the last of which closes it.
 */
public final class LivePieces implements AutoCloseable {

    private static final int KBPS = 96;

    private final LiveSpeech speech;
    private final Wish wish;
    private final TrackEncoder encoder;
    private final long begun = System.nanoTime();
    private int pieces;
    private boolean whole;

    /**
     * What the pieces are to be.
     *
     * @param shown the format's name
     */
    public record Wish(AudioFormat format, String shown) {

        /** Whether an input asks for pieces. As the service before this had it: a one, or any word but true, is no yes. */
        public static boolean isIn(JsonNode input) {
            var stream = input.path("stream");
            return stream.isTextual() ? stream.textValue().equalsIgnoreCase("true") : stream.booleanValue();
        }

        /** Empty when no pieces can be had in the format that is asked for. */
        public static Optional<Wish> read(JsonNode input) {
            return named(input.path(FORMAT).asText());
        }

        /** As {@link #shown} tells it; nothing is the raw samples. */
        static Optional<Wish> named(String format) {
            return switch (format) {
                case "", "pcm_16" -> Optional.of(new Wish(AudioFormat.PCM, "pcm_16"));
                case "mp3" -> Optional.of(new Wish(AudioFormat.MP3, "mp3"));
                default -> Optional.empty();
            };
        }

        /** An input whose format is not the request's own: pieces are made of the speech itself. */
        public static JsonNode without(JsonNode input) {
            return ((ObjectNode) input.deepCopy()).without(FORMAT);
        }

        private static final String FORMAT = "output_format";
    }

    /** What comes next. */
    public sealed interface Next {
        record Piece(ObjectNode item) implements Next {}

        /** All pieces are out; this is the last word. */
        record Complete(ObjectNode item) implements Next {}

        record Failed(String message) implements Next {}

        /** Nothing yet. */
        record Wait() implements Next {}
    }

    public LivePieces(LiveSpeech speech, Wish wish) {
        this.speech = speech;
        this.wish = wish;
        encoder = TrackEncoders.open(wish.format(),
                new EncoderSettings(LiveSpeech.SAMPLE_RATE, KBPS).nearestFor(wish.format()));
    }

    /** Waits for what comes next, and no longer than {@code patience}. Not to be called after the last word. */
    public Next next(Duration patience) throws InterruptedException {
        if (whole) {
            return new Next.Complete(complete());
        }
        return switch (speech.next(patience)) {
            case Heard.Sound(_, var audio) -> piece(encoder.encode(audio));
            case Heard.Nothing _ -> new Next.Wait();
            case Heard.Whole _ -> {
                whole = true;
                var tail = piece(encoder.finish().tail());
                yield tail instanceof Next.Wait ? new Next.Complete(complete()) : tail;
            }
            case Heard.Ended(var result) -> new Next.Failed(Envelope.message(result));
            case Heard.Lost _ -> new Next.Failed("The speech can no longer be heard");
        };
    }

    private Next piece(byte[] audio) {
        if (audio.length == 0) {
            return new Next.Wait();
        }
        pieces++;
        return new Next.Piece(Json.object().put("status", "streaming").put("chunk", pieces).put("format", wish.shown())
                .put("audio_chunk", Base64.getEncoder().encodeToString(audio))
                .put("sample_rate", LiveSpeech.SAMPLE_RATE));
    }

    private ObjectNode complete() {
        double seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
        return Json.object().put("status", "complete").put("format", wish.shown())
                .put("message", "All chunks streamed").put("total_chunks", pieces)
                .put("elapsed_time_seconds", seconds);
    }

    @Override
    public void close() {
        speech.close();
        encoder.close();
    }
}
