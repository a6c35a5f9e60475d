package io.vibestream.runtime.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OpsServerIT {

    private final Health health = new Health();
    private final Metrics metrics = new Metrics();
    private final OpsServer server = new OpsServer(new OpsSettings("127.0.0.1", 0), health, metrics);
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
        client.close();
    }

    @Test
    void isAliveAndReadyWithoutChecks() throws Exception {
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"UP\",\"checks\":{}}");
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void isNotReadyWhenOneCheckIsDown() throws Exception {
        health.addReadiness("topics", Verdict.Up::new);
        health.addReadiness("kafka", () -> new Verdict.Down("no broker"));

        var answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).isEqualTo("{\"status\":\"DOWN\",\"checks\":{\"topics\":{\"status\":\"UP\"},"
                + "\"kafka\":{\"status\":\"DOWN\",\"reason\":\"no broker\"}}}");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void takesABrokenCheckForOneThatIsDown() throws Exception {
        health.addLiveness("engine", () -> {
            throw new IllegalStateException("gone");
        });

        var answer = get("/health/live");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("the check failed: java.lang.IllegalStateException: gone");
    }

    @Test
    void showsTheMetricsOfTheServiceAndItsJvm() throws Exception {
        metrics.registry().counter("chunks.spoken", "voice", "anna").increment();

        var answer = get("/metrics");

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).contains("chunks_spoken_total{voice=\"anna\"} 1.0").contains("jvm_memory_used_bytes")
                .contains("jvm_threads_live_threads").contains("process_cpu_usage")
                .contains("process_uptime_seconds").contains("process_files_open_files");
    }

    @Test
    void refusesWhatItDoesNotServe() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
        assertThat(send(request("/metrics").POST(BodyPublishers.noBody())).statusCode()).isEqualTo(405);
        assertThat(send(request("/metrics").HEAD()).statusCode()).isEqualTo(200);
    }

    @Test
    void namesTheAddressThatIsTaken() {
        var second = new OpsServer(new OpsSettings("127.0.0.1", server.port()), health, metrics);

        assertThatThrownBy(second::start).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("OPS_PORT").hasMessageContaining("127.0.0.1:" + server.port());
    }

    @Test
    void closesTwiceWithoutHarm() {
        server.close();
        server.close();

        assertThatIllegalStateException().isThrownBy(server::port);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
