package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.audio.encode.EncoderSettings;
import io.vibestream.audio.encode.TrackEncoder;
import io.vibestream.audio.encode.TrackEncoders;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.runpod.Envelope;
import io.vibestream.gateway.streaming.Heard;
import io.vibestream.gateway.streaming.LiveSpeech;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.Future;

/** A job whose speech leaves piece by piece, about a second each, which base64 leaves far below RunPod's limit of 1 MB. For one thread. */
final class LiveRun {

    private static final Duration GLANCE = Duration.ofMillis(500);
    private static final int KBPS = 96;

    private final String jobId;
    private final JobWork.LiveSpeech work;
    private final JobRun.Tools tools;
    private final Future<?> stopped;
    private final Instant begun;
    private int chunks;

    LiveRun(String jobId, JobWork.LiveSpeech work, JobRun.Tools tools, Future<?> stopped) {
        this.jobId = jobId;
        this.work = work;
        this.tools = tools;
        this.stopped = stopped;
        begun = tools.clock().instant();
    }

    void run() throws InterruptedException {
        var settings = new EncoderSettings(LiveSpeech.SAMPLE_RATE, KBPS).nearestFor(work.format());
        try (var speech = tools.pipeline().stream(work.request());
                var encoder = TrackEncoders.open(work.format(), settings)) {
            while (!stopped.isDone() && !isOver(speech.next(GLANCE), encoder)) {
                // every turn sends a piece or waits for one
            }
        }
    }

    private boolean isOver(Heard heard, TrackEncoder encoder) throws InterruptedException {
        switch (heard) {
            case Heard.Nothing _ -> {
                return false;
            }
            case Heard.Sound(var audio) -> send(encoder.encode(audio));
            case Heard.Whole _ -> {
                send(encoder.finish().tail());
                complete();
            }
            case Heard.Ended(var result) -> fail(Envelope.message(result));
            case Heard.Lost _ -> fail("The speech can no longer be heard");
        }
        return !(heard instanceof Heard.Sound);
    }

    private void send(byte[] audio) throws InterruptedException {
        if (audio.length == 0) {
            return;
        }
        chunks++;
        item(Json.object().put("status", "streaming").put("chunk", chunks).put("format", work.formatShown())
                .put("audio_chunk", Base64.getEncoder().encodeToString(audio))
                .put("sample_rate", LiveSpeech.SAMPLE_RATE));
    }

    /** The pieces are not told again at the end: all together they may be more than RunPod takes. */
    private void complete() throws InterruptedException {
        double seconds = Duration.between(begun, tools.clock().instant()).toMillis() / 1000.0;
        var last = Json.object().put("status", "complete").put("format", work.formatShown())
                .put("message", "All chunks streamed").put("total_chunks", chunks).put("elapsed_time_seconds", seconds);
        item(last);
        var output = Json.object();
        output.putArray("output").add(last);
        tools.delivery().end(jobId, output, true);
    }

    private void fail(String message) throws InterruptedException {
        tools.delivery().end(jobId, Json.object().put("error", message), true);
    }

    private void item(ObjectNode item) throws InterruptedException {
        var address = tools.addresses().item(jobId);
        if (address.isPresent() && !tools.delivery().item(address.get(), jobId, item)) {
            throw new IllegalStateException("a piece of job " + jobId + " could not be delivered");
        }
    }
}
