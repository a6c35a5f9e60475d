package io.vibestream.gateway.jobs;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.Standing;
import io.vibestream.gateway.playing.Answers;
import io.vibestream.gateway.playing.AudioAnswer;
import io.vibestream.gateway.playing.SpeechPlayer;
import io.vibestream.gateway.streaming.LiveEncoder;
import io.vibestream.gateway.streaming.Witness;
import io.vibestream.schemas.CaptionFile;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.TrackFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What is heard of a job: live from its beginning while it is spoken, the stored file afterwards. Safe to share between threads. */
final class JobAudio {

    /** A listener who is still there may wait as long as his link holds. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final Pipeline pipeline;
    private final Jobs jobs;
    private final JobLinks links;
    private final InstantSource clock;

    JobAudio(Pipeline pipeline, Jobs jobs, JobLinks links, InstantSource clock) {
        this.pipeline = pipeline;
        this.jobs = jobs;
        this.links = links;
        this.clock = clock;
    }

    /** @param wished the format of a live answer; without one, the job's own */
    void play(JobId id, Optional<TrackFormat> wished, ServerResponse response)
            throws IOException, InterruptedException {
        var standing = jobs.find(id);
        var over = jobs.result(standing);
        if (over.isPresent()) {
            redirect(links.stored(over.get().getUrl(), over.get().getObjectKey()).filter(_ -> isSpoken(over.get())),
                    over.get(), response);
        } else {
            playLive(standing, wished, response);
        }
    }

    private void playLive(Standing standing, Optional<TrackFormat> wished, ServerResponse response)
            throws IOException, InterruptedException {
        var job = standing.job();
        var request = jobs.read(standing).getRequest().orElseThrow();
        var format = wished.orElse(request.getFormat());
        try (var encoder = new LiveEncoder(format, request.getSpeed(), request.getLoudness());
                var speech = pipeline.listen(job.requestId(), job.createdAt(), Witness.NOBODY)) {
            new SpeechPlayer(speech, encoder, new AudioAnswer(response, Answers.contentType(format)), clock)
                    .play(clock.instant().plus(PATIENCE));
        }
    }

    /** The captions of a job that is over. */
    void captions(JobId id, CaptionFormat format, ServerResponse response) {
        var result = jobs.result(jobs.find(id)).orElseThrow(() -> new ProblemException(
                Problem.of(404, "invalid_request_error", "There are no captions yet: the job is not completed")
                        .coded("not_completed")));
        redirect(result.getCaptions().stream().filter(file -> file.getFormat() == format)
                .flatMap(file -> link(file).stream()).findFirst(), result, response);
    }

    private Optional<String> link(CaptionFile file) {
        return links.stored(file.getUrl(), file.getObjectKey());
    }

    private static boolean isSpoken(SpeechResult result) {
        return result.getOutcome() == Outcome.COMPLETED;
    }

    private static void redirect(Optional<String> target, SpeechResult result, ServerResponse response) {
        if (target.isEmpty()) {
            throw new ProblemException(isSpoken(result)
                    ? Problem.of(404, "invalid_request_error", "The job has no such file").coded("no_such_file")
                    : Problem.of(404, "invalid_request_error", "The job has no sound: " + result.getMessage().orElse(
                            "it did not complete")).coded(Fields.word(result.getOutcome())));
        }
        response.header(HeaderNames.LOCATION, target.get());
        // The link in it expires.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.status(Status.TEMPORARY_REDIRECT_307).send();
    }
}
