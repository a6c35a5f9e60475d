package io.vibestream.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.Solver;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TrackFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobBodyTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static SpeechRequest.Builder request() {
        return SpeechRequest.newBuilder().setId("one").setText("Hello.").setPriority(Priority.BULK);
    }

    @Test
    void everythingThatAJobCanBeToldIsInItsBody() throws JsonProcessingException {
        var body = JobBody.of(request().setVoice("Alice").setVoices(Map.of("1", "Bob")).setFormat(TrackFormat.OPUS)
                .setSampleRate(48_000).setSpeed(1.5).setLoudness(null).setSeed(7L).setSilenceMillis(5)
                .setParagraphPauseMillis(6).setCaptions(List.of(CaptionFormat.SRT)).setTitle("T").setName("n")
                .setMetadata(Map.of("a", "b")).build());

        assertThat(JSON.readTree(body.toString())).isEqualTo(JSON.readTree("""
                {"input": "Hello.", "voice": "Alice", "voices": {"1": "Bob"}, "format": "opus", "bitrate_kbps": 96,
                 "sample_rate": 48000, "speed": 1.5, "cfg_scale": 1.3, "steps": 10, "priority": "bulk", "seed": 7,
                 "loudness": null, "silence_ms": 5, "paragraph_pause_ms": 6, "captions": ["srt"],
                 "title": "T", "name": "n", "metadata": {"a": "b"}}"""));
    }

    @Test
    void aScriptIsAnArrayOfTurns() {
        var body = JobBody.of(SpeechRequest.newBuilder().setId("one")
                .setScript(List.of(new ScriptLine("Bob", "Hi."), new ScriptLine("2", "Hello."))).build());

        assertThat(body.has("input")).isFalse();
        assertThat(body.path("script")).hasToString(
                "[{\"speaker\":\"Bob\",\"text\":\"Hi.\"},{\"speaker\":\"2\",\"text\":\"Hello.\"}]");
    }

    @Test
    void whatAJobCannotBeToldIsAProblem() {
        assertThat(JobBody.problem(request().build())).isEmpty();
        assertThat(JobBody.problem(
                request().setSolver(Solver.SDE).setChunkLimits(new ChunkLimits(10, 1)).build()))
                .contains("solver, chunkLimits: not to be had through a gateway");
        assertThat(JobBody.problem(request().setId("a/b").build())).get().asString().startsWith("id: ");
    }

    @Test
    void endsAreReadOutOfJobs() throws JsonProcessingException {
        var completed = JobBody.ended("one", JSON.readTree(
                """
                        {"state": "completed", "format": "wav", "error": null, "result": {"url": "http://a/b",
                         "object_key": "b.wav", "duration_seconds": 1.5, "engine": "preview", "captions": {"srt": "http://a/s"}}}"""));
        var failed = JobBody.ended("one", JSON.readTree("""
                {"state": "timed_out", "format": "wav", "result": null,
                 "error": {"code": "deadline_exceeded", "message": "Too late"}}"""));

        assertThat(completed).hasValueSatisfying(end -> {
            assertThat(end.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(end.audio().url()).contains("http://a/b");
            assertThat(end.audio().objectKey()).contains("b.wav");
            assertThat(end.audio().captions()).isEqualTo(Map.of("srt", "http://a/s"));
            assertThat(end.audio().extension()).isEqualTo("wav");
            assertThat(end.audio().seconds()).isEqualTo(1.5);
            assertThat(end.engine()).contains("preview");
            assertThat(end.error()).isEmpty();
        });
        assertThat(failed).hasValueSatisfying(end -> {
            assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
            assertThat(end.error()).contains("deadline_exceeded: Too late");
        });
        assertThat(JobBody.ended("one", JSON.readTree("{\"state\": \"speaking\"}"))).isEmpty();
    }
}
