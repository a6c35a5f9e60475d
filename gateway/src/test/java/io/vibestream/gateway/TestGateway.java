package io.vibestream.gateway;

import io.helidon.webserver.http.HttpService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.Codecs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real server and all its routes in front of a fake pipeline, and a client for it. */
final class TestGateway implements AutoCloseable {

    final FakePipeline pipeline = new FakePipeline();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final GatewayService service;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestGateway(Path directory) {
        this(directory, Map.of());
    }

    /** @param environment settings beside those that keep tests apart */
    TestGateway(Path directory, Map<String, String> environment) {
        this(environment, directory);
        service.start();
    }

    private TestGateway(Map<String, String> environment, Path directory) {
        var all = new HashMap<>(Map.of("PORT", "0", "AUDIO_DIR", directory.resolve("audio").toString(), "VOICES_FILE",
                directory.resolve("voices.json").toString()));
        all.putAll(environment);
        var registry = new InMemoryRegistry();
        var _ = new Codecs(registry::register, registry::find);
        service = new GatewayService(GatewaySettings.from(SettingsTable.of(GatewayService.settings()).read(all)),
                pipeline,
                registry, new SimpleMeterRegistry(), InstantSource.system(), failures::add);
    }

    /** As before the pipeline behind it is there. */
    static TestGateway opened(Path directory, Map<String, String> environment) {
        var gateway = new TestGateway(environment, directory);
        gateway.service.open();
        return gateway;
    }

    void start() {
        service.start();
    }

    int healthPort() {
        return service.healthPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + service.port() + path;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    HttpResponse<String> send(HttpRequest request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request, body);
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError("no answer to " + request, failure);
        }
    }

    HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url(path)));
        return headers.length == 0 ? request : request.headers(headers);
    }

    CompletableFuture<HttpResponse<String>> postAsync(String path, String body) {
        return client.sendAsync(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Bytes of this JVM's heap that are really needed: the gateway's, the fakes' and the test's. */
    static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    List<HttpService> routes() {
        return service.routes();
    }

    int port() {
        return service.port();
    }

    boolean isRunning() {
        return service.isRunning();
    }

    /** Closes the server and leaves the client, so that answers still arrive. */
    void stopServing() {
        service.close();
    }

    @Override
    public void close() {
        client.close();
        service.close();
    }
}
