package io.vibestream.gateway.pipeline;

import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Everything behind the gateway, as its APIs see it. Its owner starts and closes it. Safe to share between threads. */
public interface Pipeline extends Service {

    /**
     * Sends a request on its way. The future ends with the request's one result, whatever that is, or with a
     * failure when the request could not be sent or its result not be read. A caller who no longer waits cancels the future, which forgets the
     * wait and leaves the request alone.
     */
    CompletableFuture<SpeechResult> submit(SpeechRequest request);

    /**
     * Sends a request on its way and listens to it from its first sound on, long before there is a result. Who closes the speech stops
     * listening and leaves the request alone.
     */
    LiveSpeech stream(SpeechRequest request);

    /** How far a request has come that was submitted here and has not ended. */
    RequestState state(String requestId);

    /**
     * Stops a request wherever it is, and frees what works on it; one that has ended stays as it is. Returns when that is certain to
     * happen.
     *
     * @param cause in words, for the result's message
     * @throws PipelineException when the pipeline cannot be told
     */
    void cancel(String requestId, String cause);

    /**
     * Waits for a result, and no longer than {@code patience}: after that nobody waits for it any more.
     *
     * @throws PipelineException when there will be none
     */
    static Optional<SpeechResult> await(CompletableFuture<SpeechResult> result, Duration patience) {
        try {
            return Optional.of(result.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException notYet) {
            return Optional.empty();
        } catch (ExecutionException failure) {
            throw new PipelineException("The speech pipeline cannot be reached", failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new PipelineException("The gateway is stopping", stopping);
        } finally {
            result.cancel(false);
        }
    }
}
