package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Callers who break off, and those who do not speak HTTP, are no failure of the gateway: it goes on, and its log stays readable. */
class BrokenCallsIT {

    private final Queue<ILoggingEvent> complaints = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                complaints.add(event);
            }
        }
    };
    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory, Map.of());
        appender.start();
        log().addAppender(appender);
    }

    @AfterEach
    void stop() {
        log().detachAppender(appender);
        gateway.close();
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000\r\n\r\n{\"input\":", "Content-Length: 1000\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"in", "Transfer-Encoding: chunked\r\n\r\n5\r\n",
            "Transfer-Encoding: chunked\r\n\r\n", "Content-Le", "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            "Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\nabcdeXX"})
    void leaveNoTraceInTheLog(String rest) {
        for (var path : new String[]{"/run", "/v1/audio/speech", "/v1/audio/voices", "/purge-queue"}) {
            var _ = RawHttp.send(gateway.port(), ("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
                    + "multipart/form-data; boundary=x\r\n" + rest).getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(gateway.get("/ping").statusCode()).isEqualTo(200);
        assertThat(gateway.pipeline.requests()).isEmpty();
        gateway.stopServing(); // every call is over
        assertThat(complaints).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
    }

    @Test
    void areToldWhatIsExpectedUnderANameOfTheirCall() {
        var answer = RawHttp.send(gateway.port(),
                "GET /ping HTTP/1.0\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(answer.status()).isEqualTo(505);
        assertThat(answer.head()).containsIgnoringCase("x-request-id: ");
        assertThat(answer.body()).isEqualTo("{\"error\":\"The request is not acceptable as HTTP 1.1\"}");
    }
}
