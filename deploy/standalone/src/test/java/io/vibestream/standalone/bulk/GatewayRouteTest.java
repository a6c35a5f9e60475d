package io.vibestream.standalone.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a gateway that answers by a script. */
class GatewayRouteTest {

    private static final String SPEAKING = "{\"state\": \"speaking\"}";
    private static final String COMPLETED = "{\"state\": \"completed\", \"format\": \"mp3\", "
            + "\"result\": {\"url\": \"http://host/a\", \"duration_seconds\": 2}}";

    @TempDir
    private Path directory = Path.of("");

    private record Answer(int status, String body) {}

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<Answer> script = new ArrayList<>();
    private Optional<HttpServer> server = Optional.empty();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @BeforeEach
    void start() throws IOException {
        var started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var answers = new Iterator<Answer>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < script.size();
            }

            @Override
            public Answer next() {
                next++;
                return script.get(next - 1);
            }
        };
        started.createContext("/", exchange -> answer(exchange, answers.next()));
        started.start();
        server = Optional.of(started);
    }

    @AfterEach
    void stop() {
        server.orElseThrow().stop(0);
    }

    private void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + (body.isEmpty() ? "" : " body")
                    + " " + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().set("retry-after", "0");
            exchange.sendResponseHeaders(answer.status(), answer.body().getBytes(UTF_8).length);
            exchange.getResponseBody().write(answer.body().getBytes(UTF_8));
        }
    }

    private void says(int status, String body) {
        script.add(new Answer(status, body));
    }

    private interface Use {
        void of(GatewayRoute route) throws Exception;
    }

    private void route(Use use) throws Exception {
        try (var results = ResultsFile.open(directory.resolve("results.jsonl"));
                var route = new GatewayRoute(
                        URI.create("http://localhost:" + server.orElseThrow().getAddress().getPort()),
                        Optional.of("secret"), results, () -> now)) {
            use.of(route);
        }
    }

    private List<String> ids(List<Ended> ends) {
        return ends.stream().map(Ended::id).toList();
    }

    @Test
    void aRowIsAJobThatIsLookedAtUntilItEnds() throws Exception {
        says(200, "{\"data\": []}");
        says(201, SPEAKING);
        says(200, SPEAKING);
        says(200, COMPLETED);
        route(route -> {
            assertThat(route.earlier()).isEmpty();
            route.send(ListedRows.wanted(1, "a").request());

            assertThat(route.ended(Duration.ZERO)).isEmpty();
            now = now.plusSeconds(1);
            assertThat(route.ended(Duration.ZERO)).singleElement().satisfies(end -> {
                assertThat(end.id()).isEqualTo("a");
                assertThat(end.audio().seconds()).isEqualTo(2);
            });
            now = now.plusSeconds(1);
            assertThat(route.ended(Duration.ZERO)).isEmpty();
        });

        assertThat(calls).containsExactly("GET /v1/jobs?limit=1 Bearer secret", "PUT /v1/jobs/a body Bearer secret",
                "GET /v1/jobs/a Bearer secret", "GET /v1/jobs/a Bearer secret");
    }

    @Test
    void aJobThatHasEndedBeforeIsNotLookedAt() throws Exception {
        says(200, COMPLETED);
        route(route -> {
            route.send(ListedRows.wanted(1, "a").request());

            assertThat(ids(route.ended(Duration.ZERO))).containsExactly("a");
        });

        assertThat(calls).hasSize(1);
    }

    @Test
    void whatTheGatewayWillNeverTakeIsAFailedRow() throws Exception {
        says(409, "{\"error\": {\"message\": \"There is another job of this id\"}}");
        route(route -> {
            route.send(ListedRows.wanted(1, "a").request());

            assertThat(route.ended(Duration.ZERO)).singleElement()
                    .satisfies(end -> assertThat(end.error()).contains("There is another job of this id"));
        });
    }

    @Test
    void aGatewayThatIsBusyIsAskedAgain() throws Exception {
        says(429, "{}");
        says(503, "not even JSON");
        says(201, COMPLETED);
        route(route -> {
            route.send(ListedRows.wanted(1, "a").request());

            assertThat(ids(route.ended(Duration.ZERO))).containsExactly("a");
        });
    }

    @Test
    void aWrongKeyEndsTheRunBeforeAnythingIsSent() throws Exception {
        says(401, "{\"error\": {\"message\": \"Unknown key\"}}");

        route(route -> assertThatThrownBy(route::earlier).isInstanceOf(BulkException.class)
                .hasMessageContaining("answered 401: Unknown key"));
    }

    @Test
    void aJobThatSomebodyDeletedIsAFailedRow() throws Exception {
        says(201, SPEAKING);
        says(404, "{}");
        route(route -> {
            route.send(ListedRows.wanted(1, "a").request());

            assertThat(route.ended(Duration.ZERO)).singleElement()
                    .satisfies(end -> assertThat(end.error()).contains("somebody deleted the job"));
        });
    }
}
