package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.runpod.LivePieces;
import java.time.Duration;
import java.util.concurrent.Future;

/** A job whose speech is brought to RunPod piece by piece. For one thread. */
final class LiveRun {

    private static final Duration GLANCE = Duration.ofMillis(500);

    private final String jobId;
    private final JobWork.LiveSpeech work;
    private final JobRun.Tools tools;
    private final Future<?> stopped;

    LiveRun(String jobId, JobWork.LiveSpeech work, JobRun.Tools tools, Future<?> stopped) {
        this.jobId = jobId;
        this.work = work;
        this.tools = tools;
        this.stopped = stopped;
    }

    void run() throws InterruptedException {
        try (var pieces = new LivePieces(tools.pipeline().stream(work.request()), work.wish())) {
            while (!stopped.isDone() && !isOver(pieces.next(GLANCE))) {
                // every turn sends a piece or waits for one
            }
        }
    }

    private boolean isOver(LivePieces.Next next) throws InterruptedException {
        return switch (next) {
            case LivePieces.Next.Wait _ -> false;
            case LivePieces.Next.Piece(var item) -> {
                send(item);
                yield false;
            }
            case LivePieces.Next.Complete(var item) -> {
                send(item);
                // The pieces are not told again: all together they may be more than RunPod takes.
                var output = Json.object();
                output.putArray("output").add(item);
                tools.delivery().end(jobId, output, true);
                yield true;
            }
            case LivePieces.Next.Failed(var message) -> {
                tools.delivery().end(jobId, Json.object().put("error", message), true);
                yield true;
            }
        };
    }

    private void send(ObjectNode item) throws InterruptedException {
        var address = tools.addresses().item(jobId);
        if (address.isPresent() && !tools.delivery().item(address.get(), jobId, item)) {
            throw new IllegalStateException("a piece of job " + jobId + " could not be delivered");
        }
    }
}
