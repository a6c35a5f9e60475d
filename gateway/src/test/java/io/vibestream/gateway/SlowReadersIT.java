package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vibestream.gateway.streaming.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who take less than they are given: five minutes of speech, more than a connection's buffers hold. */
class SlowReadersIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SECONDS = 300;
    private static final int BYTES = SECONDS * FakePipeline.SECOND.length;
    private static final int AT_ONCE = BYTES / 30;

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory, Map.of("SEND_TIMEOUT", "1s"));
        gateway.pipeline.recallSeconds();
        gateway.pipeline.speak((request, speech) -> {
            speech.planned(FakePipeline.plan(request, 1));
            for (int i = 0; i < SECONDS; i++) {
                speech.happened(FakePipeline.segment(request, 0, i, FakePipeline.SECOND), new Place(0, i));
            }
            speech.happened(FakePipeline.completed(request, 0, SECONDS), new Place(0, SECONDS));
        });
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Socket ask() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        socket.setSoTimeout((int) SOON.toMillis());
        var body = "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"alloy\",\"response_format\":\"pcm\"}";
        socket.getOutputStream().write(("POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void whoTakesNothingForTooLongIsGivenUpAndHisSpeechCancelled() throws IOException {
        try (var _ = ask()) {
            await().atMost(SOON).until(() -> !gateway.pipeline.cancelled().isEmpty());

            assertThat(gateway.pipeline.cancelled())
                    .containsExactly(gateway.pipeline.requests().getFirst().getId());
            await().atMost(SOON).until(() -> gateway.pipeline.listeners() == 0);
        }
    }

    @Test
    void whoTakesALittleNowAndThenGetsItAll() throws IOException, InterruptedException {
        try (var socket = ask()) {
            var in = socket.getInputStream();
            for (int taken = 0; taken < BYTES; taken += AT_ONCE) {
                Thread.sleep(100); // what makes the reader slow: three seconds in all
                assertThat(in.readNBytes(AT_ONCE)).as("after %d bytes", taken).hasSize(AT_ONCE);
            }

            assertThat(gateway.pipeline.cancelled()).isEmpty();
        }
    }
}
