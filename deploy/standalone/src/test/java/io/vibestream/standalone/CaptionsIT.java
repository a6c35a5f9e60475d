package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.ScriptText;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.TextSpan;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.TrackFormat;
import io.vibestream.schemas.VoicedLine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script with pauses, spoken with a lexicon by the whole pipeline, and its captions. */
class CaptionsIT {

    private static final int RATE = 24_000;
    private static final String SCRIPT = """
            Alice: Hello there. We talk about SQL today.[pause:1.5s] Are you ready?
            Speaker 2: I am. [pause:250ms]
            [pause:500ms] Let us begin with a sentence that is so long that no screen has room for it in two rows, however small the letters are.
            [pause:333ms]""";
    private static final Pattern TIMES = Pattern
            .compile("(\\d\\d):(\\d\\d):(\\d\\d)[.,](\\d{3}) --> (\\d\\d):(\\d\\d):(\\d\\d)[.,](\\d{3})");

    @TempDir
    static Path directory = Path.of("");

    private static WholePipeline pipeline;
    private static Codecs codecs;
    private static Stranger stranger;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        var lexicon = Files.writeString(directory.resolve("lexicon.json"),
                "{\"entries\": [{\"word\": \"sql\", \"say\": \"sequel\", \"case\": \"any\"}]}");
        pipeline = WholePipeline.start(directory, Map.of("LEXICON", lexicon.toString()));
        var registry = new InMemoryRegistry();
        codecs = new Codecs(registry::register, registry::find);
        stranger = new Stranger(pipeline.bootstrapServers(), codecs, Topic.RESULTS.topicName(), Topic.AUDIO.topicName(),
                Topic.CHUNKS_INTERACTIVE.topicName());
    }

    @AfterAll
    static void stop() throws Exception {
        stranger.close();
        pipeline.close();
    }

    private static SpeechResult spoken(String id, double speed) {
        var turns = ((ScriptText.Read.Script) ScriptText.read(SCRIPT)).turns();
        stranger.send(SpeechRequest.newBuilder().setId(id).setScript(turns).setFormat(TrackFormat.WAV).setSpeed(speed)
                .setCaptions(List.of(CaptionFormat.SRT, CaptionFormat.VTT)).build());
        var result = stranger.result(id);
        assertThat(result.getOutcome()).as("%s", result.getMessage()).isEqualTo(Outcome.COMPLETED);
        return result;
    }

    private HttpResponse<byte[]> fetched(String url) throws IOException, InterruptedException {
        var response = http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5})
    void pausesAreSilentToTheSample(double speed) throws Exception {
        var id = "pauses-" + speed;

        var result = spoken(id, speed);

        var track = Wav.read(fetched(result.getUrl().orElseThrow()).body());
        var spans = result.getSpans();
        assertThat(spans).hasSize(3);
        assertThat(silenceBetween(spans.get(0), spans.get(1))).isEqualTo(RATE * 1500 / 1000);
        assertThat(silenceBetween(spans.get(1), spans.get(2))).isEqualTo(RATE * 750 / 1000);
        assertThat(track.length() - sample(spans.get(2).getEndSeconds())).isEqualTo(RATE * 333 / 1000);
        assertThat(track.length()).isEqualTo(sample(result.getDurationSeconds()));
        assertSilent(track, spans.get(0).getEndSeconds(), spans.get(1).getStartSeconds());
        assertSilent(track, spans.get(1).getEndSeconds(), spans.get(2).getStartSeconds());
        assertSilent(track, spans.get(2).getEndSeconds(), result.getDurationSeconds());
        if (speed == 1) {
            var samples = stranger.records(Topic.AUDIO.topicName(), id).stream()
                    .map(record -> codecs.events().decode(record.value()).getEvent())
                    .filter(ChunkCompleted.class::isInstance).mapToLong(event -> ((ChunkCompleted) event).getSamples())
                    .sum();
            assertThat((long) track.length()).isEqualTo(samples + RATE * (1500 + 750 + 333) / 1000);
        }
    }

    private static int silenceBetween(TextSpan before, TextSpan after) {
        return sample(after.getStartSeconds()) - sample(before.getEndSeconds());
    }

    private static int sample(double seconds) {
        return (int) Math.round(seconds * RATE);
    }

    private static void assertSilent(Pcm track, double from, double to) {
        assertThat(IntStream.range(sample(from), sample(to)).filter(i -> track.sample(i) != 0)).isEmpty();
    }

    @Test
    void captionsFollowTheSpeechAndPlayersReadThem() throws Exception {
        var result = spoken("captions", 1);

        assertThat(result.getCaptions()).hasSize(2);
        for (var file : result.getCaptions()) {
            var response = fetched(file.getUrl().orElseThrow());
            var text = new String(response.body(), StandardCharsets.UTF_8);
            var cues = TIMES.matcher(text).results()
                    .map(match -> List.of(millis(match, 1), millis(match, 5))).toList();
            for (var span : result.getSpans()) {
                assertThat(cues).as("%s", text)
                        .anyMatch(cue -> cue.getFirst() == sample(span.getStartSeconds()) * 1000L / RATE)
                        .anyMatch(cue -> cue.getLast() == sample(span.getEndSeconds()) * 1000L / RATE);
            }
            assertThat(cues.getLast().getLast()).isLessThanOrEqualTo((long) (result.getDurationSeconds() * 1000));
            assertThat(text).contains("We talk about SQL today.", "Hello there.").doesNotContain("pause", "sequel");
            boolean vtt = file.getFormat() == CaptionFormat.VTT;
            assertThat(text).contains(vtt ? "<v Alice>Are you ready?" : "Alice: Hello there.")
                    .contains(vtt ? "<v Speaker 2>I am." : "Speaker 2: I am.");
            assertThat(response.headers().firstValue("content-type").orElseThrow())
                    .startsWith(vtt ? "text/vtt" : "application/x-subrip");
            assertThat(cuesThatPlayersSee(text, vtt ? "vtt" : "srt")).isEqualTo(cues);
        }
    }

    private static long millis(MatchResult match, int group) {
        long seconds = 0;
        for (int i = group; i < group + 3; i++) {
            seconds = 60 * seconds + Long.parseLong(match.group(i));
        }
        return seconds * 1000 + Long.parseLong(match.group(group + 3));
    }

    private static List<List<Long>> cuesThatPlayersSee(String text, String extension) throws Exception {
        var file = Files.writeString(directory.resolve("captions." + extension), text);
        var cues = new ArrayList<List<Long>>();
        for (var packet : Ffprobe.packets(file)) {
            double start = packet.path("pts_time").asDouble();
            cues.add(List.of(Math.round(start * 1000),
                    Math.round((start + packet.path("duration_time").asDouble()) * 1000)));
        }
        return cues;
    }

    @Test
    void whatIsSpokenIsSpelledByTheLexiconAndWhatIsToldIsAsItWasWritten() {
        var result = spoken("lexicon", 1);

        var first = codecs.chunks().decode(
                stranger.records(Topic.CHUNKS_INTERACTIVE.topicName(), "lexicon/0").getFirst().value());
        assertThat(first.getLines()).containsExactly(
                new VoicedLine("Alice", "Alice", "Hello there. We talk about sequel today."));
        assertThat(result.getSpans().getFirst().getText()).isEqualTo("Hello there. We talk about SQL today.");
    }
}
