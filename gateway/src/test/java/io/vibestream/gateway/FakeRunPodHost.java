package io.vibestream.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vibestream.gateway.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * RunPod as its workers see it: it hands out jobs, hears heartbeats, stops jobs and takes results, on the paths and with the status codes
 * that were recorded of its own library. What it was told stays in {@link #log}.
 */
final class FakeRunPodHost implements AutoCloseable {

    static final String KEY = "the worker's key";
    /** RunPod waits for up to 90 s. */
    private static final long LONG_POLL_MILLIS = 300;

    private final HttpServer server;
    private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> stops = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> takeTroubles = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<Integer>> postTroubles = new ConcurrentHashMap<>();
    private final List<Call> log = new CopyOnWriteArrayList<>();

    /** One call, as it came. A status of 0 means that the connection was cut. */
    record Call(String method, String path, String query, Map<String, String> headers, String body, int status) {

        JsonNode json() {
            return Json.parse(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    FakeRunPodHost() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new AssertionError("no port for a host", failure);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v2/ep1/", this::answer);
        server.start();
    }

    /** What RunPod puts into its workers' environment. */
    Map<String, String> environment() {
        var base = "http://127.0.0.1:" + server.getAddress().getPort() + "/v2/ep1";
        return Map.of("RUNPOD_WEBHOOK_GET_JOB", base + "/job-take/$ID?gpu=H200",
                "RUNPOD_WEBHOOK_POST_OUTPUT", base + "/job-done/$RUNPOD_POD_ID/$ID?gpu=H200",
                "RUNPOD_WEBHOOK_POST_STREAM", base + "/job-stream/$RUNPOD_POD_ID/$ID?gpu=H200",
                "RUNPOD_WEBHOOK_PING", base + "/ping/$RUNPOD_POD_ID?gpu=H200",
                "RUNPOD_AI_API_KEY", KEY, "RUNPOD_POD_ID", "pod7", "RUNPOD_PING_INTERVAL", "100");
    }

    void give(String id, String input) {
        jobs.add("{\"id\":\"" + id + "\",\"input\":" + input + "}");
    }

    /** A job as it comes, or anything else. */
    void giveRaw(String body) {
        jobs.add(body);
    }

    void stop(String id) {
        stops.add(id);
    }

    /** The next calls for jobs go so; 0 cuts the connection. */
    void troubleTakers(Integer... statuses) {
        takeTroubles.addAll(List.of(statuses));
    }

    /** The next posts about this job go so; 0 cuts the connection. */
    void troubleWith(String jobId, Integer... statuses) {
        postTroubles.computeIfAbsent(jobId, _ -> new LinkedBlockingQueue<>()).addAll(List.of(statuses));
    }

    List<Call> log() {
        return log;
    }

    List<Call> calls(String what) {
        return log.stream().filter(call -> call.path().startsWith("/v2/ep1/" + what + "/")).toList();
    }

    /** Posts about one job that were taken. */
    List<Call> told(String what, String jobId) {
        return calls(what).stream().filter(call -> call.path().endsWith("/" + jobId) && call.status() == 200).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var path = exchange.getRequestURI().getPath();
            var query = exchange.getRequestURI().getRawQuery();
            var id = path.substring(path.lastIndexOf('/') + 1);
            if (path.contains("/job-take")) {
                take(exchange, body, path.contains("-batch") ? Integer.parseInt(value(query, "batch_size")) : 0);
            } else if (path.contains("/job-stop/")) {
                var stop = poll(stops);
                send(exchange, body, stop == null ? 204 : 200, "{\"jobsToStop\":[\"" + stop + "\"]}");
            } else if (path.contains("/ping/")) {
                send(exchange, body, 200, "");
            } else {
                var trouble = postTroubles.getOrDefault(id, new LinkedBlockingQueue<>()).poll();
                send(exchange, body, trouble == null ? 200 : trouble, "");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(HttpExchange exchange, String body, int batch) throws IOException, InterruptedException {
        var trouble = takeTroubles.poll();
        if (trouble != null) {
            send(exchange, body, trouble, "");
            return;
        }
        var first = poll(jobs);
        if (first == null) {
            send(exchange, body, 204, "");
        } else if (batch == 0) {
            send(exchange, body, 200, first);
        } else {
            var all = new ArrayList<>(List.of(first));
            jobs.drainTo(all, batch - 1);
            send(exchange, body, 200, "[" + String.join(",", all) + "]");
        }
    }

    private static <T> T poll(BlockingQueue<T> queue) throws InterruptedException {
        return queue.poll(LONG_POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send(HttpExchange exchange, String body, int status, String answer) throws IOException {
        var headers = new ConcurrentHashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT),
                values.getFirst()));
        log.add(new Call(exchange.getRequestMethod(), exchange.getRequestURI().getPath(),
                exchange.getRequestURI().getRawQuery(), headers, body, status));
        if (status == 0) {
            return; // closed without a word
        }
        var bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, status == 204 || bytes.length == 0 ? -1 : bytes.length);
        if (status != 204) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String value(String query, String name) {
        return query.replaceAll(".*\\b" + name + "=(\\d+).*", "$1");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
