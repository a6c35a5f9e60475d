package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import io.vibestream.gateway.http.Exchange;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.UploadedVoice;
import io.vibestream.gateway.pipeline.VoiceBook;
import io.vibestream.schemas.VoiceRecording;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code /v1/audio/voices}: uploading, hearing and deleting voices, and the list, which OpenAI does not have and every other server has in a shape of
 * its own: the answer holds what each client looks for. {@code ?legacy=true} is the bare list of names.
 */
public final class VoicesApi implements HttpService {

    private static final String PATH = "/v1/audio/voices";
    /** A form is a little larger than the recording in it. */
    private static final int MOST_BODY_BYTES = VoiceUpload.MOST_SAMPLE_BYTES + (64 << 10);
    /** Each takes up to some 60 MB while it is read. The others wait. */
    private static final int UPLOADS_AT_ONCE = 3;
    /** Every worker has all of them on its disk, and reads them all when it starts: 0.7 GB. */
    private static final int MOST_VOICES = 500;
    private static final int SAMPLE_RATE = 24_000;

    private final VoiceCatalogue voices;
    private final VoiceBook book;
    private final InstantSource clock;
    private final Semaphore uploads = new Semaphore(UPLOADS_AT_ONCE);
    /** Held while a name is looked up and then written, so that of two calls at once one is told that it is taken. */
    private final ReentrantLock writing = new ReentrantLock();

    public VoicesApi(VoiceCatalogue voices, VoiceBook book, InstantSource clock) {
        this.voices = voices;
        this.book = book;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(PATH, this::list);
        rules.post(PATH, this::upload);
        rules.delete(PATH + "/{name}", this::delete);
        rules.get(PATH + "/{name}/sample", this::sample);
    }

    private void list(ServerRequest request, ServerResponse response) {
        boolean legacy = request.query().first("legacy").filter("true"::equals).isPresent();
        Exchange.send(response, 200, legacy ? names() : objects());
    }

    private JsonNode names() {
        var names = Json.object().putArray("voices");
        voices.voices().voices().forEach(names::add);
        return Json.object().set("voices", names);
    }

    private JsonNode objects() {
        var list = Json.object().put("object", "list");
        var data = list.putArray("data");
        voices.mapped().speakers().forEach((name, speaker) -> data.add(voice(name, speaker)));
        for (var uploaded : voices.uploaded()) {
            data.add(voice(uploaded.name(), uploaded.name()).put("created_at", uploaded.createdAt().getEpochSecond())
                    .put("duration_sec", uploaded.duration().toMillis() / 1000.0));
        }
        return list.set("voices", data.deepCopy());
    }

    private static ObjectNode voice(String name, String speaker) {
        return Json.object().put("id", name).put("object", "voice").put("name", name).put("speaker", speaker);
    }

    private void upload(ServerRequest request, ServerResponse response) throws InterruptedException {
        uploads.acquire();
        try {
            var body = Exchange.body(request, MOST_BODY_BYTES);
            var contentType = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
            keep(VoiceUpload.read(contentType, body), response);
        } finally {
            uploads.release();
        }
    }

    private void keep(VoiceUpload upload, ServerResponse response) {
        var created = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        writing.lock();
        try {
            refuseTaken(upload.name());
            book.write(new VoiceRecording(upload.name(), ByteBuffer.wrap(upload.recording().toS16le()), created));
        } finally {
            writing.unlock();
        }
        Exchange.send(response, 200, Json.object().put("object", "audio.voice").put("id", upload.name())
                .put("name", upload.name()).put("created_at", created.getEpochSecond()));
    }

    /** Two names that differ in case alone would be told apart by nobody. */
    private void refuseTaken(String name) {
        var uploaded = voices.uploaded();
        if (voices.mapped().names(name) || uploaded.stream().anyMatch(voice -> voice.name().equalsIgnoreCase(name))) {
            throw new ProblemException(Problem.of(409, "invalid_request_error",
                    "Invalid 'name': there is a voice of this name; delete it first, or choose another name")
                    .about("name").coded("voice_exists").notWorthRetrying());
        }
        if (uploaded.size() >= MOST_VOICES) {
            throw new ProblemException(Problem.of(409, "invalid_request_error",
                    "There are " + MOST_VOICES + " uploaded voices already: delete one first").coded("too_many_voices")
                    .notWorthRetrying());
        }
    }

    /** The recording as it was kept. It stays the same as long as the name is taken, but names are given anew. */
    private void sample(ServerRequest request, ServerResponse response) {
        var name = request.path().pathParameters().get("name");
        var recording = book.read(name).orElseThrow(() -> new ProblemException(notFound(voices.mapped().names(name)
                ? "There is no recording of this voice: it was not uploaded"
                : "There is no such voice")));
        response.header(HeaderNames.CONTENT_TYPE, "audio/wav");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(Wav.write(Pcm.fromS16le(SAMPLE_RATE, recording.getSamples())));
    }

    private void delete(ServerRequest request, ServerResponse response) {
        var name = request.path().pathParameters().get("name");
        if (voices.uploaded().stream().map(UploadedVoice::name).noneMatch(name::equals)) {
            throw new ProblemException(voices.mapped().names(name)
                    ? Problem.of(403, "invalid_request_error",
                            "This voice was not uploaded: it stands in the gateway's voices file, or is built in")
                            .about("name").coded("voice_not_deletable")
                    : notFound("There is no such voice"));
        }
        book.delete(name);
        Exchange.send(response, 200,
                Json.object().put("id", name).put("object", "audio.voice").put("deleted", true));
    }

    private static Problem notFound(String message) {
        return Problem.of(404, "invalid_request_error", message).about("name").coded("voice_not_found");
    }
}
