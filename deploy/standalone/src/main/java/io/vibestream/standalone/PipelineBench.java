package io.vibestream.standalone;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Calls a running pipeline one call after another, as an OpenAI client does, and says how long that took. */
final class PipelineBench {

    /** Each sentence of the text is a chunk of its own. */
    static final int CHUNK_CHARS = 200;

    private static final int CHUNKS = 10;
    private static final int WARM_UP = 5;
    private static final String SENTENCE = "This is one of the ten sentences that the measurement is made with, and it is about as long as "
            + "what a person says in one breath, before he stops to think of what might come next.";
    private static final String TEXT = (SENTENCE + " ").repeat(CHUNKS).strip();

    private final Pipeline pipeline;
    private final int runs;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * What one call took.
     *
     * @param firstByte from the call to the first byte of audio
     * @param whole from the call to the last byte
     * @param engine how long chunks were spoken meanwhile, added up
     */
    private record Call(Duration firstByte, Duration whole, Duration engine) {}

    PipelineBench(Pipeline pipeline, int runs) {
        this.pipeline = pipeline;
        this.runs = runs;
    }

    /** The lines of a table. */
    List<String> run() throws IOException, InterruptedException {
        var streamed = calls(TEXT, true);
        var sentence = calls(SENTENCE, false);
        var lines = new ArrayList<String>();
        lines.add("%d runs each, engine %s, %d processors".formatted(runs, pipeline.engine(),
                Runtime.getRuntime().availableProcessors()));
        lines.add("| | p50 | p95 |");
        lines.add("| --- | --- | --- |");
        lines.add(
                row("streamed, ten chunks: first byte of audio, ms", streamed.stream().map(Call::firstByte).toList()));
        lines.add(row("streamed, ten chunks: all of it, ms", streamed.stream().map(Call::whole).toList()));
        lines.add(row("one sentence in one piece: all of it, ms", sentence.stream().map(Call::whole).toList()));
        lines.add(row("one sentence in one piece: added to speaking it, ms",
                sentence.stream().map(call -> call.whole().minus(call.engine())).toList()));
        return lines;
    }

    private List<Call> calls(String text, boolean stream) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            call(text, stream);
        }
        var calls = new ArrayList<Call>();
        for (int i = 0; i < runs; i++) {
            calls.add(call(text, stream));
        }
        return calls;
    }

    private Call call(String text, boolean stream) throws IOException, InterruptedException {
        var body = JsonMapper.builder().build().createObjectNode().put("model", "tts-1").put("input", text)
                .put("voice", "alloy").put("stream", stream);
        var request = HttpRequest.newBuilder(pipeline.url().resolve("/v1/audio/speech"))
                .POST(BodyPublishers.ofString(body.toString()));
        pipeline.apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        var spoken = pipeline.timeSpoken();
        long start = System.nanoTime();
        var answer = http.send(request.build(), BodyHandlers.ofInputStream());
        try (var audio = answer.body()) {
            if (answer.statusCode() != 200 || audio.read() < 0) {
                throw new StandaloneException("expected audio, found an answer of status " + answer.statusCode());
            }
            long first = System.nanoTime();
            audio.transferTo(OutputStream.nullOutputStream());
            long end = System.nanoTime();
            return new Call(Duration.ofNanos(first - start), Duration.ofNanos(end - start),
                    pipeline.timeSpoken().minus(spoken));
        }
    }

    private static String row(String what, List<Duration> times) {
        var millis = times.stream().mapToDouble(time -> time.toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1))
                .sorted().toArray();
        return String.format(Locale.ROOT, "| %s | %.0f | %.0f |", what, percentile(millis, 0.5),
                percentile(millis, 0.95));
    }

    /** The nearest rank. */
    static double percentile(double[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1];
    }
}
