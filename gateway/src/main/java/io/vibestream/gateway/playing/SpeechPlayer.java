package io.vibestream.gateway.playing;

import io.helidon.webserver.CloseConnectionException;
import io.vibestream.gateway.http.Caller;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.PipelineException;
import io.vibestream.gateway.streaming.Heard;
import io.vibestream.gateway.streaming.LiveEncoder;
import io.vibestream.gateway.streaming.LiveSpeech;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/** Plays one live speech to one caller, to its end or to the caller's. Used once, by the thread that serves the call. */
public final class SpeechPlayer {

    private final LiveSpeech speech;
    private final LiveEncoder encoder;
    private final SpeechAnswer answer;
    private final InstantSource clock;

    public SpeechPlayer(LiveSpeech speech, LiveEncoder encoder, SpeechAnswer answer, InstantSource clock) {
        this.speech = speech;
        this.encoder = encoder;
        this.answer = answer;
        this.clock = clock;
    }

    /**
     * Returns when the caller has all of it.
     *
     * @param end when patience ends
     * @throws ProblemException when the speech fails before any of it was sent
     * @throws CloseConnectionException when it fails later, or the caller has gone
     */
    public void play(Instant end) throws IOException, InterruptedException {
        while (true) {
            switch (speech.next(Caller.GLANCE)) {
                case Heard.Sound(_, var audio) -> send(encoder.encode(audio));
                case Heard.Nothing() when Caller.hasGone() -> throw Caller.gone();
                case Heard.Nothing() when clock.instant().isAfter(end) -> throw broken(Answers.late());
                case Heard.Nothing() -> {
                    // More is to come.
                }
                case Heard.Whole() -> {
                    send(encoder.finish());
                    answer.whole(speech.samples());
                    return;
                }
                case Heard.Ended(var result) -> throw broken(Answers.problem(result));
                case Heard.Lost(var cause) -> throw lost(cause);
            }
        }
    }

    private void send(byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            answer.sound(bytes);
        }
    }

    private RuntimeException broken(Problem problem) throws IOException {
        if (!answer.hasBegun()) {
            return new ProblemException(problem);
        }
        answer.broken(problem);
        return new CloseConnectionException("the speech failed after the answer had begun: " + problem.message());
    }

    private RuntimeException lost(Throwable cause) throws IOException {
        return answer.hasBegun()
                ? broken(Problem.of(503, "server_error", "The speech pipeline cannot be reached"))
                : new PipelineException("The speech pipeline cannot be reached", cause);
    }
}
