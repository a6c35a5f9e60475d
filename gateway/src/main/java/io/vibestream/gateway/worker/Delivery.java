package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what came of a job to RunPod, again and again until it is taken or plainly will not be. Safe to share between threads. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TRIES = 6;

    private final Host host;
    private final HostAddresses addresses;
    private final Pauses pauses;

    Delivery(Host host, HostAddresses addresses, Pauses pauses) {
        this.host = host;
        this.addresses = addresses;
        this.pauses = pauses;
    }

    /**
     * The job's end. One that RunPod refuses becomes a small failure: without any end the job would count as completed, with nothing in it.
     *
     * @param streamed whether pieces went before it
     */
    void end(String jobId, JsonNode body, boolean streamed) throws InterruptedException {
        var address = addresses.done(jobId, streamed);
        if (post(address, jobId, body) instanceof Answer.Refused(int status)) {
            LOG.atWarn().addKeyValue("job", jobId).addKeyValue("status", status).log("a result was refused");
            var refused = Json.object().put("error", "RunPod refused the result with status " + status
                    + "; it may be too large");
            report(post(address, jobId, refused), jobId);
        }
    }

    /** One piece. Whether it was taken. */
    boolean item(URI address, String jobId, JsonNode item) throws InterruptedException {
        var answer = post(address, jobId, Json.object().set("output", item));
        report(answer, jobId);
        return isTaken(answer);
    }

    /** How far the job is. Tried once: the next word on it is better. */
    void progress(String jobId, String words) throws InterruptedException {
        var _ = host.post(addresses.done(jobId, false), jobId,
                Json.object().put("status", "IN_PROGRESS").put("output", words), Duration.ofSeconds(10));
    }

    private Answer post(URI address, String jobId, JsonNode body) throws InterruptedException {
        for (int tries = 1;; tries++) {
            var answer = host.post(address, jobId, body, PATIENCE);
            boolean again = switch (answer) {
                case Answer.Content _,Answer.Nothing _,Answer.Refused _ -> false;
                case Answer.TooMany _,Answer.Failed _ -> true;
            };
            if (!again || tries == TRIES) {
                if (again) {
                    report(answer, jobId);
                }
                return answer;
            }
            Thread.sleep(answer instanceof Answer.TooMany ? pauses.refused() : pauses.after(tries));
        }
    }

    private static boolean isTaken(Answer answer) {
        return answer instanceof Answer.Content || answer instanceof Answer.Nothing;
    }

    private static void report(Answer answer, String jobId) {
        if (!isTaken(answer)) {
            LOG.atError().addKeyValue("job", jobId).addKeyValue("answer", answer)
                    .log("a result could not be delivered");
        }
    }
}
