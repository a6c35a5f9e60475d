package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Place;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechStreamIT {

    private static final String PATH = "/v1/audio/speech";
    private static final int SECOND_BYTES = 2 * LiveSpeech.SAMPLE_RATE;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** What the caller's thread was given to listen to. */
    private final CompletableFuture<LiveSpeech> live = new CompletableFuture<>();
    private final CompletableFuture<SpeechRequest> asked = new CompletableFuture<>();

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** Of now on the test itself says what the workers say. */
    private void speakByHand() {
        gateway.pipeline.speak((request, speech) -> {
            asked.complete(request);
            live.complete(speech);
        });
    }

    private void say(int chunk, int segment) {
        live.join().happened(FakePipeline.segment(asked.join(), chunk, segment, FakePipeline.SECOND), new Place(0, 0));
    }

    private void complete(int chunk, int segments) {
        live.join().happened(FakePipeline.completed(asked.join(), chunk, segments), new Place(0, 0));
    }

    private static String hello(String more) {
        return "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"alloy\"" + more + "}";
    }

    private HttpResponse<InputStream> listen(String more) {
        return gateway.send(gateway.request(PATH).POST(BodyPublishers.ofString(hello(more))).build(),
                BodyHandlers.ofInputStream());
    }

    @Test
    void handsOutTheFirstSecondBeforeTheNextIsSpoken() throws IOException {
        speakByHand();
        var answering = CompletableFuture.supplyAsync(() -> listen(",\"response_format\":\"pcm\""));
        live.join().planned(FakePipeline.plan(asked.join(), 1));
        say(0, 0);

        var answer = answering.join();
        assertThat(asked.join().getDelivery()).isEqualTo(Delivery.NONE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("audio/pcm");
        assertThat(answer.headers().firstValue("transfer-encoding")).contains("chunked");
        assertThat(answer.headers().firstValue("openai-version")).contains("2020-10-01");
        assertThat(answer.headers().firstValue("openai-processing-ms").orElseThrow()).matches("\\d+");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(answer.body().readNBytes(SECOND_BYTES * 9 / 10)).hasSize(SECOND_BYTES * 9 / 10);

        say(0, 1);
        complete(0, 2);

        assertThat(answer.body().readAllBytes()).hasSize(2 * SECOND_BYTES - SECOND_BYTES * 9 / 10);
        assertThat(gateway.pipeline.cancelled()).isEmpty();
        assertThat(gateway.pipeline.listeners()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"mp3, audio/mpeg, 49443304", "opus, audio/opus, 4f676753", "aac, audio/aac, 494433",
            "flac, audio/flac, 664c6143", "wav, audio/wav, 52494646ffffffff"})
    void encodesAsItGoes(String format, String contentType, String magic) throws IOException {
        var answer = listen(",\"response_format\":\"" + format + "\"");

        var bytes = answer.body().readAllBytes();
        assertThat(answer.headers().firstValue("content-type")).contains(contentType);
        assertThat(HexFormat.of().formatHex(bytes, 0, magic.length() / 2)).isEqualTo(magic);
        assertThat(bytes.length).isGreaterThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 2, 4})
    void speaksFasterOrSlower(double speed) throws IOException {
        var bytes = listen(",\"response_format\":\"pcm\",\"speed\":" + speed).body().readAllBytes();

        assertThat(bytes.length / (double) SECOND_BYTES).isCloseTo(1 / speed, within(0.1));
    }

    @Test
    void sendsEventsWithBase64AndWhatItCost() throws IOException {
        var answer = listen(",\"response_format\":\"pcm\",\"stream_format\":\"sse\"");

        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        var events = events(answer);
        int bytes = events.stream().filter(event -> event.path("type").asText().equals("speech.audio.delta"))
                .mapToInt(event -> Base64.getDecoder().decode(event.path("audio").asText()).length).sum();
        assertThat(bytes).isEqualTo(SECOND_BYTES);
        assertThat(events.getLast()).hasToString("{\"type\":\"speech.audio.done\",\"usage\":"
                + "{\"input_tokens\":6,\"output_tokens\":8,\"total_tokens\":14}}");
    }

    private static List<JsonNode> events(HttpResponse<InputStream> answer) throws IOException {
        var text = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        return List.of(text.split("\n\n")).stream().peek(event -> assertThat(event).startsWith("data: "))
                .map(event -> Json.parse(event.substring(6).getBytes(StandardCharsets.UTF_8))).toList();
    }

    @Test
    void answersAsAlwaysWhenNothingWasSpokenYet() {
        gateway.pipeline.speak((request, speech) -> speech.ended(
                FakePipeline.ended(request, Outcome.FAILED).setReason(Reason.ENGINE_FAILED).setMessage("why").build()));

        var answer = gateway.post(PATH, hello(""));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":{\"message\":\"why\",\"type\":\"server_error\","
                + "\"param\":null,\"code\":\"engine_failed\"}}");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(gateway.pipeline.cancelled()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio", "sse"})
    void cutsTheConnectionWhenSpeechFailsInTheMiddle(String streamFormat) throws IOException {
        speakByHand();
        var answering = CompletableFuture.supplyAsync(() -> listen(",\"stream_format\":\"" + streamFormat + "\""));
        live.join().planned(FakePipeline.plan(asked.join(), 2));
        say(0, 0);
        var body = answering.join().body();
        assertThat(body.read()).isNotNegative();

        live.join().ended(FakePipeline.ended(asked.join(), Outcome.FAILED).build());

        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }

    @Test
    void tellsAListenerOfEventsWhatFailed() throws IOException {
        speakByHand();
        var answering = CompletableFuture.supplyAsync(() -> listen(",\"stream_format\":\"sse\""));
        live.join().planned(FakePipeline.plan(asked.join(), 2));
        say(0, 0);
        var body = answering.join().body();

        live.join().ended(FakePipeline.ended(asked.join(), Outcome.TIMED_OUT).setMessage("too late").build());

        var heard = new StringBuilder();
        assertThatThrownBy(() -> {
            for (int b = body.read(); b >= 0; b = body.read()) {
                heard.append((char) b);
            }
        }).isInstanceOf(IOException.class);
        assertThat(heard).contains("{\"type\":\"speech.audio.error\",\"error\":{\"message\":\"too late\"");
    }

    @Test
    void saysThatInstructionsAreIgnored() throws IOException {
        var answer = listen(",\"instructions\":\"Whisper.\"");

        assertThat(answer.headers().firstValue("x-vibestream-warning").orElseThrow()).contains("ignored");
        assertThat(answer.body().readAllBytes()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":false", ",\"stream_format\":\"sse\""})
    void stopsTheRequestOfACallerWhoGoesAwayBeforeTheFirstSound(String more) throws IOException {
        speakByHand();
        gateway.pipeline.stayIn(RequestState.QUEUED);
        try (var socket = ask(more)) {
            await().atMost(SOON).until(() -> gateway.pipeline.requests().size() == 1);
            assertThat(gateway.pipeline.cancelled()).isEmpty();
            assertThat(socket.isConnected()).isTrue();
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(gateway.pipeline.cancelled())
                .containsExactly(gateway.pipeline.requests().getFirst().getId()));
        await().atMost(SOON).until(() -> gateway.pipeline.listeners() == 0);
    }

    @Test
    void stopsTheRequestOfACallerWhoGoesAwayInTheMiddle() throws IOException {
        speakByHand();
        try (var socket = ask("")) {
            live.join().planned(FakePipeline.plan(asked.join(), 2));
            say(0, 0);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }

        await().atMost(SOON).untilAsserted(
                () -> assertThat(gateway.pipeline.cancelled()).containsExactly(asked.join().getId()));
        await().atMost(SOON).until(() -> gateway.pipeline.listeners() == 0);
    }

    @Test
    void keepsTheConnectionOfACallerWhoWaitedForLong() throws Exception {
        gateway.pipeline.stayIn(RequestState.QUEUED);
        try (var socket = ask(",\"stream\":false")) {
            for (int call = 0; call < 3; call++) {
                int asking = call;
                await().atMost(SOON).until(() -> gateway.pipeline.answers().size() == asking + 1);
                await().pollDelay(Duration.ofMillis(600)).until(() -> true); // longer than two glances
                gateway.pipeline.answers().get(call)
                        .complete(FakePipeline.completed(gateway.pipeline.requests().get(call))
                                .setAudio(FakePipeline.bytes(call)).build());
                assertThat(readAnswer(socket.getInputStream())).isEqualTo(call);
                socket.getOutputStream().write(raw(",\"stream\":false"));
            }
        }
    }

    /** The only byte of the body. */
    private static int readAnswer(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("after %s", head).isNotNegative();
            head.append((char) next);
        }
        assertThat(head).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: 1\r\n");
        return in.read();
    }

    private Socket ask(String more) throws IOException {
        var uri = URI.create(gateway.url(PATH));
        var socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream().write(raw(more));
        return socket;
    }

    private byte[] raw(String more) {
        var body = hello(more);
        return ("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }
}
