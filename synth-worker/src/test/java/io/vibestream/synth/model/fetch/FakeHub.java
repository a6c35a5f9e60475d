package io.vibestream.synth.model.fetch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Behaves like the Hugging Face Hub: a listing, small files from the Hub itself, large ones from another host. */
final class FakeHub implements AutoCloseable {

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer hub = server();
    private final HttpServer store = server();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Map<String, byte[]>> repositories = new ConcurrentHashMap<>();
    private final Map<String, Integer> cuts = new ConcurrentHashMap<>();
    private final Map<String, Integer> stalls = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, byte[]> lies = new ConcurrentHashMap<>();

    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> tokensAtTheStore = new CopyOnWriteArrayList<>();
    volatile Optional<String> wantedToken = Optional.empty();
    volatile boolean ranges = true;
    volatile boolean shortListing;
    final AtomicInteger busy = new AtomicInteger();

    FakeHub() {
        hub.createContext("/", this::atTheHub);
        store.createContext("/", this::atTheStore);
        for (var server : List.of(hub, store)) {
            server.setExecutor(threads);
            server.start();
        }
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    FakeHub with(String repository, String file, byte[] content) {
        repositories.computeIfAbsent(repository, name -> new TreeMap<>()).put(file, content);
        return this;
    }

    FakeHub with(String repository, String file, String content) {
        return with(repository, file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** The next download of {@code file} breaks after {@code bytes} bytes. */
    void cutOnce(String file, int bytes) {
        cuts.put(file, bytes);
    }

    /** The next download of {@code file} brings {@code bytes} bytes and then nothing, without an end. */
    void stallOnce(String file, int bytes) {
        stalls.put(file, bytes);
    }

    /** Serves other content than the listing promises. */
    void lie(String file, byte[] content) {
        lies.put(file, content);
    }

    long count(String part) {
        return requests.stream().filter(request -> request.contains(part)).count();
    }

    private void atTheHub(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        requests.add(
                exchange.getRequestMethod() + " " + path + range(exchange).map(from -> " from " + from).orElse(""));
        if (wantedToken.isPresent() && !("Bearer " + wantedToken.get())
                .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            error(exchange, 401, "GatedRepo");
        } else if (busy.getAndDecrement() > 0) {
            error(exchange, 503, "Busy");
        } else if (path.startsWith("/api/models/")) {
            var parts = path.substring("/api/models/".length()).split("/revision/", 2);
            list(exchange, parts[0], parts[1]);
        } else {
            var parts = path.substring(1).split("/resolve/" + COMMIT + "/", 2);
            resolve(exchange, parts[0], parts[1]);
        }
    }

    private void list(HttpExchange exchange, String repository, String revision) throws IOException {
        var files = repositories.get(repository);
        if (files == null) {
            error(exchange, 404, "RepoNotFound");
            return;
        }
        if (!revision.equals("main") && !revision.equals(COMMIT)) {
            error(exchange, 404, "RevisionNotFound");
            return;
        }
        var listing = JSON.createObjectNode().put("id", repository).put("sha", COMMIT);
        var siblings = listing.putArray("siblings");
        files.forEach((name, content) -> {
            var file = siblings.addObject().put("rfilename", name);
            if (!shortListing) {
                file.put("size", content.length).put("blobId", hash("SHA-1", blob(content)));
                if (isLarge(name)) {
                    file.putObject("lfs").put("sha256", hash("SHA-256", content)).put("size", content.length);
                }
            }
        });
        siblings.addObject().put("rfilename", "figures/picture.png").put("size", 3);
        answer(exchange, 200, JSON.writeValueAsBytes(listing));
    }

    private static boolean isLarge(String name) {
        return name.endsWith(".safetensors");
    }

    private void resolve(HttpExchange exchange, String repository, String name) throws IOException {
        var content = Optional.ofNullable(repositories.get(repository)).map(files -> files.get(name));
        if (content.isEmpty()) {
            error(exchange, 404, "EntryNotFound");
            return;
        }
        if (!isLarge(name)) {
            exchange.getResponseHeaders().set("ETag", '"' + hash("SHA-1", blob(content.get())) + '"');
            serve(exchange, name, lies.getOrDefault(name, content.get()));
            return;
        }
        exchange.getResponseHeaders().set("X-Linked-Etag", '"' + hash("SHA-256", content.get()) + '"');
        exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(content.get().length));
        exchange.getResponseHeaders().set("Location",
                "http://127.0.0.1:" + store.getAddress().getPort() + "/" + repository + "/" + name);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void atTheStore(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        requests.add("store " + path + range(exchange).map(from -> " from " + from).orElse(""));
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).ifPresent(tokensAtTheStore::add);
        var name = path.substring(path.lastIndexOf('/') + 1);
        var repository = path.substring(1, path.lastIndexOf('/'));
        var files = Optional.ofNullable(repositories.get(repository)).orElseThrow();
        serve(exchange, name, lies.getOrDefault(name, Optional.ofNullable(files.get(name)).orElseThrow()));
    }

    private void serve(HttpExchange exchange, String name, byte[] content) throws IOException {
        int from = ranges ? range(exchange).orElse(0) : 0;
        if (from >= content.length && from > 0) {
            error(exchange, 416, "Range");
            return;
        }
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range",
                    "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, head ? -1 : content.length - from);
        var cut = head ? null : cuts.remove(name);
        // Closed before all promised bytes are written, the exchange ends like a connection that breaks.
        try (exchange; var body = exchange.getResponseBody()) {
            var stall = head ? null : stalls.remove(name);
            if (stall != null) {
                body.write(content, from, stall);
                body.flush();
                closing.await();
            } else if (!head) {
                body.write(content, from, cut == null ? content.length - from : cut);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Integer> range(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                .map(range -> Integer.valueOf(range.replaceAll("\\D", "")));
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().set("X-Error-Code", code);
        answer(exchange, status, code.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] blob(byte[] content) {
        var prefix = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        var all = new byte[prefix.length + content.length];
        System.arraycopy(prefix, 0, all, 0, prefix.length);
        System.arraycopy(content, 0, all, prefix.length, content.length);
        return all;
    }

    static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        hub.stop(0);
        store.stop(0);
        threads.close();
    }
}
