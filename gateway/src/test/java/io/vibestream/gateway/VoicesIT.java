package io.vibestream.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import io.vibestream.audio.encode.AudioFormat;
import io.vibestream.audio.encode.EncoderSettings;
import io.vibestream.audio.encode.TrackEncoders;
import io.vibestream.gateway.http.Json;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploading, listing, using and deleting voices, and everything that is no upload. */
class VoicesIT {

    private static final String PATH = "/v1/audio/voices";
    private static final String FORM = "multipart/form-data; boundary=between";

    @TempDir
    private static Path directory = Path.of("");
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(directory.resolve("voices.json"), "{\"alloy\": \"Alice\"}");
        gateway = new TestGateway(directory);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Pcm sound(double seconds) {
        var samples = new float[(int) (24_000 * seconds)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * 220 * i / 24_000));
        }
        return Pcm.of(24_000, samples);
    }

    private static byte[] wav(double seconds) {
        return Wav.write(sound(seconds));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] joined(byte[]... pieces) {
        var all = new ByteArrayOutputStream();
        Stream.of(pieces).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] field(String name, byte[] content) {
        return joined(bytes("--between\r\ncontent-disposition: form-data; name=\"" + name + "\"\r\n\r\n"), content,
                bytes("\r\n"));
    }

    private static byte[] file(String name, byte[] content) {
        return joined(bytes("--between\r\nContent-Disposition: form-data; filename=\"my; name=x.wav\"; name=\"" + name
                + "\"\r\nContent-Type: audio/wav\r\n\r\n"), content, bytes("\r\n"));
    }

    private static byte[] form(String name, byte[] recording) {
        return joined(field("name", bytes(name)), field("consent", bytes("cons_1")), file("audio_sample", recording),
                bytes("--between--\r\n"));
    }

    private static HttpResponse<String> post(String contentType, byte[] body) {
        return gateway.send(
                gateway.request(PATH, "content-type", contentType).POST(BodyPublishers.ofByteArray(body)).build());
    }

    private static HttpResponse<String> upload(String name) {
        return post(FORM, form(name, wav(3)));
    }

    private static HttpResponse<String> delete(String name) {
        return gateway.send(gateway.request(PATH + "/" + URLEncoder.encode(name, UTF_8).replace("+", "%20")).DELETE()
                .build());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(bytes(answer.body()));
    }

    private static Stream<JsonNode> listed(String name) {
        return json(gateway.get(PATH)).path("data").valueStream()
                .filter(voice -> voice.path("id").asText().equals(name));
    }

    @Test
    void anUploadedVoiceIsListedSpeaksAndGoes() {
        var uploaded = upload("Nora of the hills");

        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
        assertThat(json(uploaded).path("object").asText()).isEqualTo("audio.voice");
        assertThat(json(uploaded).path("id").asText()).isEqualTo("Nora of the hills");
        assertThat(json(uploaded).path("created_at").asLong()).isPositive();
        assertThat(listed("Nora of the hills")).singleElement()
                .satisfies(voice -> assertThat(voice.path("duration_sec").asDouble()).isEqualTo(3));
        for (var voice : new String[]{"\"Nora of the hills\"", "{\"id\": \"Nora of the hills\"}"}) {
            var spoken = gateway.post("/v1/audio/speech",
                    "{\"model\": \"tts-1\", \"input\": \"Hi.\", \"voice\": " + voice + "}");
            assertThat(spoken.statusCode()).isEqualTo(200);
            assertThat(gateway.pipeline.requests().getLast().getVoice()).contains("Nora of the hills");
        }
        assertThat(delete("Nora of the hills").body())
                .isEqualTo("{\"id\":\"Nora of the hills\",\"object\":\"audio.voice\",\"deleted\":true}");
        assertThat(listed("Nora of the hills")).isEmpty();
        assertThat(delete("Nora of the hills").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MP3", "OPUS", "AAC", "FLAC"})
    void recordingsOfOtherFormatsAreConverted(String format) {
        byte[] recording;
        try (var encoder = TrackEncoders.open(AudioFormat.valueOf(format), new EncoderSettings(24_000, 48))) {
            recording = joined(encoder.encode(sound(4)), encoder.finish().tail());
        }

        var uploaded = post(FORM, form("as " + format, recording));

        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
        assertThat(listed("as " + format)).singleElement()
                .satisfies(voice -> assertThat(voice.path("duration_sec").asDouble()).isBetween(3.9, 4.1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alloy", "Alice", "ALICE", "taken", "Taken"})
    void aTakenNameIsRefused(String name) {
        upload("taken");

        var answer = upload(name);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("voice_exists").contains("\"param\":\"name\"");
    }

    @Test
    void anUploadedVoiceCanBeHeard() {
        upload("heard");

        var sample = gateway.send(gateway.request(PATH + "/heard/sample").build(), BodyHandlers.ofByteArray());

        assertThat(sample.headers().firstValue("content-type")).contains("audio/wav");
        assertThat(Wav.read(sample.body()).toS16le()).isEqualTo(Wav.read(wav(3)).toS16le());
        delete("heard");
        assertThat(gateway.get(PATH + "/heard/sample").statusCode()).isEqualTo(404);
        assertThat(gateway.get(PATH + "/alloy/sample").body()).contains("was not uploaded");
    }

    @Test
    void voicesOfTheFileCannotBeDeleted() {
        var answer = delete("alloy");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("was not uploaded");
        assertThat(listed("alloy")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Zoë", "李雷", "v1.2_final-3", "0", "-x"})
    void namesInAnyLanguageAreTaken(String name) {
        var answer = upload(name);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(delete(name).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", " a", "a ", ".", "..", ".a", "a/b", "../a", "a\\b", "a\nb", "a\0", "a:b", "a%2fb",
            "a\t",
            "<b>", "a;b", "💥", "\u202Ea"})
    void namesThatAreNoneAreRefused(String name) {
        var answer = upload(name);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).path("error").path("param").asText()).isEqualTo("name");
    }

    static Stream<Arguments> noUploads() {
        var sixtyFive = "x".repeat(65);
        var end = bytes("--between--\r\n");
        var name = field("name", bytes("Nobody"));
        var clipped = sound(4).scaled(10);
        return Stream.of(
                Arguments.of("nothing", FORM, new byte[0], 400),
                Arguments.of("no type", "text/plain", form("Nobody", wav(3)), 415),
                Arguments.of("JSON", "application/json", bytes("{\"name\": \"Nobody\"}"), 415),
                Arguments.of("no boundary", "multipart/form-data", form("Nobody", wav(3)), 400),
                Arguments.of("an empty boundary", "multipart/form-data; boundary=", form("Nobody", wav(3)), 400),
                Arguments.of("a long boundary", "multipart/form-data; boundary=" + "b".repeat(71),
                        form("Nobody", wav(3)), 400),
                Arguments.of("another boundary", "multipart/form-data; boundary=x", form("Nobody", wav(3)), 400),
                Arguments.of("no end", FORM, joined(name, file("audio_sample", wav(3))), 400),
                Arguments.of("no fields", FORM, end, 400),
                Arguments.of("no name", FORM, joined(file("audio_sample", wav(3)), end), 400),
                Arguments.of("an empty name", FORM, form("", wav(3)), 400),
                Arguments.of("a long name", FORM, form(sixtyFive, wav(3)), 400),
                Arguments.of("a binary name", FORM,
                        joined(field("name", new byte[]{(byte) 0xC3, 0x28}), file("audio_sample", wav(3)), end), 400),
                Arguments.of("two names", FORM, joined(name, name, file("audio_sample", wav(3)), end), 400),
                Arguments.of("a nameless field", FORM,
                        joined(bytes("--between\r\ncontent-disposition: form-data\r\n\r\nx\r\n"), end), 400),
                Arguments.of("a field without headers", FORM, joined(bytes("--between\r\n\r\nx\r\n"), end), 400),
                Arguments.of("endless headers", FORM,
                        joined(bytes("--between\r\nx: " + "y".repeat(100_000) + "\r\n\r\n\r\n"), end), 400),
                Arguments.of("many fields", FORM, joined(joined(Stream.iterate(0, i -> i + 1).limit(50)
                        .map(i -> field("f" + i, new byte[0])).toArray(byte[][]::new)), end), 400),
                Arguments.of("no recording", FORM, joined(name, end), 400),
                Arguments.of("another field", FORM, joined(name, file("file", wav(3)), end), 400),
                Arguments.of("an empty recording", FORM, form("Nobody", new byte[0]), 400),
                Arguments.of("text", FORM, form("Nobody", bytes("This is no sound at all.")), 400),
                Arguments.of("a picture", FORM, form("Nobody", bytes("\u0089PNG\r\n\u001A\n")), 400),
                Arguments.of("a cut WAV", FORM, form("Nobody", Arrays.copyOf(wav(4), 5_000)), 400),
                Arguments.of("a playlist", FORM, form("Nobody", bytes("#EXTM3U\nhttp://127.0.0.1/a.ts\n")), 400),
                Arguments.of("half an MP4", FORM, form("Nobody", bytes("\0\0\0\u0018ftypisom\0\0\0\0")), 400),
                Arguments.of("half an Ogg", FORM, form("Nobody", bytes("OggS\0\2\0\0\0\0\0\0\0\0")), 400),
                Arguments.of("too short", FORM, form("Nobody", wav(2.9)), 400),
                Arguments.of("too long", FORM, form("Nobody", wav(30.1)), 400),
                Arguments.of("silent", FORM, form("Nobody", Wav.write(Pcm.silence(24_000, 96_000))), 400),
                Arguments.of("clipped", FORM, form("Nobody", Wav.write(clipped)), 400),
                Arguments.of("an odd rate", FORM, form("Nobody", Wav.write(Pcm.of(24_001, sound(4).toArray()))), 400),
                Arguments.of("a large recording", FORM, form("Nobody", new byte[(10 << 20) + 1]), 413),
                Arguments.of("a large body", FORM, form("Nobody", new byte[11 << 20]), 413));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noUploads")
    void whatIsNoUploadIsRefusedWithAReason(String what, String contentType, byte[] body, int status) {
        var answer = post(contentType, body);

        assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isEqualTo(status);
        assertThat(json(answer).path("error").fieldNames()).toIterable().containsExactly("message", "type", "param",
                "code");
        assertThat(json(answer).path("error").path("message").asText()).isNotBlank().doesNotContain("Exception");
        assertThat(listed("Nobody")).isEmpty();
    }
}
