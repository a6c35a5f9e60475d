package io.vibestream.gateway.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.EndListener;
import io.vibestream.gateway.pipeline.JobBook;
import io.vibestream.runtime.targets.Targets;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.SpeechResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells those who asked for it how their jobs ended: all that their API says of them, up to three times. Safe to share between threads. */
public final class Webhooks implements EndListener, AutoCloseable {

    /** In a request's metadata, and so in its result's: the id of the job whose webhook is to be called. */
    public static final String REMARK = "webhook-of-job";

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES = 3;
    /** A job is written before its request is sent, so it is known by now, or will be in a moment. */
    private static final int LOOKS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final JobBook book;
    private final WebhookSettings settings;
    private final BiFunction<Job, SpeechResult, JsonNode> words;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER).build();

    /**
     * Calls nobody before it is told of an end.
     *
     * @param words what is told of a job, in the form of the API that it came by
     */
    public Webhooks(JobBook book, WebhookSettings settings, BiFunction<Job, SpeechResult, JsonNode> words) {
        this.book = book;
        this.settings = settings;
        this.words = words;
    }

    @Override
    public void ended(SpeechResult result) throws InterruptedException {
        // The remark is anybody's word; only the job's own request speaks for it.
        var job = find(result.getMetadata().getOrDefault(REMARK, ""))
                .filter(known -> known.getRequestId().equals(result.getRequestId()));
        if (job.isPresent() && job.get().getWebhook().isPresent()) {
            tell(job.get(), URI.create(job.get().getWebhook().get()), Json.bytes(words.apply(job.get(), result)));
        }
    }

    private Optional<Job> find(String id) throws InterruptedException {
        for (int look = 0; book.known(id).isEmpty() && look < LOOKS; look++) {
            Thread.sleep(BETWEEN_LOOKS);
        }
        return book.read(id);
    }

    private void tell(Job job, URI address, byte[] body) throws InterruptedException {
        for (int tries = 1; tries <= TRIES; tries++) {
            if (tries > 1) {
                Thread.sleep(settings.pause());
            }
            var problem = post(address, body);
            if (problem.isEmpty()) {
                LOG.atInfo().addKeyValue("job", job.getId()).log("webhook called");
                return;
            }
            LOG.atWarn().addKeyValue("job", job.getId()).addKeyValue("host", address.getHost())
                    .addKeyValue("problem", problem.get()).addKeyValue("try", tries).log("a webhook failed");
        }
    }

    /** What went wrong, if anything did. */
    private Optional<String> post(URI address, byte[] body) throws InterruptedException {
        try {
            // The client looks the name up again and gets the same answer, which Java keeps for half a minute.
            if (!settings.anywhere() && !Targets.arePublic(List.of(InetAddress.getAllByName(address.getHost())))) {
                return Optional.of("not an address of the public internet");
            }
            var request = HttpRequest.newBuilder(address).timeout(PATIENCE).header("Content-Type", "application/json")
                    .header("User-Agent", "VibeStream").POST(HttpRequest.BodyPublishers.ofByteArray(body));
            settings.secret().ifPresent(
                    secret -> request.header(WebhookSignature.HEADER, WebhookSignature.of(secret, body)));
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("status " + status);
        } catch (UnknownHostException unknown) {
            return Optional.of("unknown host");
        } catch (IOException | IllegalArgumentException failure) {
            return Optional.of(failure.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
