package io.vibestream.gateway.runpod;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.gateway.pipeline.KnownJob;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.schemas.CaptionFile;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Timings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {

    private static final KnownJob JOB = job(0, Optional.empty());

    @Test
    void showsALinkAsTheOldServiceDid() {
        var result = result(Outcome.COMPLETED).setUrl("https://store/a.mp3").setDurationSeconds(1.25)
                .setTimings(new Timings(3L, 20L, 90L, 100L, 7L, 140L)).build();

        assertThat(Envelope.ended(JOB, result)).hasToString("""
                {"delayTime":23,"executionTime":117,"id":"sync-1","status":"COMPLETED","output":\
                {"status":"success","sample_rate":24000,"duration_sec":1.25,"audio_url":"https://store/a.mp3"}}""");
    }

    @Test
    void showsAudioItselfWhenThereIsNoLink() {
        var result = result(Outcome.COMPLETED).setAudio(ByteBuffer.wrap(new byte[]{1, 2, 3})).build();

        var output = Envelope.ended(JOB, result).path("output");

        assertThat(output.path("audio_base64").textValue()).isEqualTo("AQID");
        assertThat(output.has("audio_url")).isFalse();
    }

    @Test
    void linksToCaptionsOrHoldsThem() {
        var result = result(Outcome.COMPLETED).setUrl("u").setCaptions(List.of(
                CaptionFile.newBuilder().setFormat(CaptionFormat.SRT).setUrl("https://store/a.srt").build(),
                CaptionFile.newBuilder().setFormat(CaptionFormat.VTT).setText("WEBVTT").build())).build();

        assertThat(Envelope.ended(JOB, result).path("output").path("captions"))
                .hasToString("{\"srt\":\"https://store/a.srt\",\"vtt\":\"WEBVTT\"}");
    }

    @Test
    void echoesTheFormatAndTellsWarnings() {
        var result = result(Outcome.COMPLETED).setUrl("u").setWarnings(List.of("voice 'X' is unknown")).build();

        var output = Envelope.ended(job(0, Optional.of("pcm_16")), result).path("output");

        assertThat(output.path("format").textValue()).isEqualTo("pcm_16");
        assertThat(output.path("warnings")).hasToString("[\"voice 'X' is unknown\"]");
    }

    @Test
    void tellsWhyAJobFailed() {
        var result = result(Outcome.FAILED).setReason(Reason.ENGINE_FAILED).setMessage("the engine broke").build();

        assertThat(Envelope.ended(JOB, result)).hasToString(
                "{\"delayTime\":0,\"executionTime\":0,\"id\":\"sync-1\",\"status\":\"FAILED\",\"error\":\"the engine broke\"}");
    }

    @Test
    void hasAWordForFailuresWithoutOne() {
        var failed = Envelope.ended(JOB, result(Outcome.FAILED).build());

        assertThat(failed.path("error").textValue()).isEqualTo("Failed to generate audio");
    }

    @Test
    void countsRetries() {
        assertThat(Envelope.ended(job(2, Optional.empty()), result(Outcome.CANCELLED).build())).hasToString(
                "{\"delayTime\":0,\"executionTime\":0,\"id\":\"sync-1\",\"retries\":2,\"status\":\"CANCELLED\"}");
    }

    @Test
    void showsProgressWhereAWorkersUpdatesStand() {
        var speaking = new Progress(RequestState.SPEAKING, Instant.ofEpochMilli(70), 5, 2, 0,
                Instant.ofEpochMilli(900));

        assertThat(Envelope.unfinished(JOB, Optional.of(speaking))).hasToString("{\"delayTime\":70,\"id\":\"sync-1\","
                + "\"status\":\"IN_PROGRESS\",\"output\":{\"status\":\"speaking\",\"chunks\":5,\"chunks_spoken\":2}}");
        assertThat(Envelope.unfinished(JOB, Optional.empty()))
                .hasToString("{\"id\":\"sync-1\",\"status\":\"IN_QUEUE\"}");
    }

    @ParameterizedTest
    @CsvSource({"QUEUED, IN_QUEUE", "PLANNED, IN_QUEUE", "SPEAKING, IN_PROGRESS", "COMPLETED, COMPLETED",
            "FAILED, FAILED",
            "CANCELLED, CANCELLED", "TIMED_OUT, TIMED_OUT"})
    void speaksRunPodsWords(RequestState state, String status) {
        assertThat(Envelope.brief("1", state)).hasToString("{\"id\":\"1\",\"status\":\"" + status + "\"}");
    }

    private static KnownJob job(int retries, Optional<String> formatShown) {
        return new KnownJob("sync-1", "sync-1", Instant.EPOCH, Duration.ofMinutes(1), Optional.empty(), retries,
                formatShown, KnownJob.Origin.NONE);
    }

    private static SpeechResult.Builder result(Outcome outcome) {
        return SpeechResult.newBuilder().setRequestId("sync-1").setOutcome(outcome).setFinishedAt(Instant.EPOCH);
    }
}
