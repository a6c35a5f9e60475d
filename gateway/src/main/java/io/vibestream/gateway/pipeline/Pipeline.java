package io.vibestream.gateway.pipeline;

import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Witness;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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

    /**
     * Listens to a request that is under way, whoever sent it, from its first sound on. As for {@link #stream}.
     *
     * @param since nothing was heard of the request before
     * @param witness told of its plan and its chunks
     */
    LiveSpeech listen(String requestId, Instant since, Witness witness);

    /**
     * Sends a request on its way for which nobody waits yet. Returns when nothing can lose it any more.
     *
     * @throws PipelineException when it cannot be sent
     */
    void accept(SpeechRequest request);

    /**
     * Makes the end of a request known that was refused before it was sent.
     *
     * @throws PipelineException when that cannot be done
     */
    void refuse(SpeechResult refusal);

    /** How far a request has come, whoever sent it; empty as long as nothing is heard of it, and when it is over for long. */
    Optional<Progress> progress(String requestId);

    /** The result of any request, as {@link #submit} brings it; at once when the request is over. */
    CompletableFuture<SpeechResult> result(String requestId);

    /**
     * Has the end of every request told whose metadata has this key, to one gateway of all, and again after a restart until it has been
     * dealt with. To be called once, before the start.
     */
    void tellEnds(String remark, EndListener listener);

    /** How many chunks the workers that are there can speak at once. */
    int workers();

    /** The engine that spoke last, whoever asked for it; empty as long as nothing was spoken of which anybody knows. */
    Optional<String> engine();

    /** The jobs that callers come back for. */
    JobBook jobs();

    /** The voices that were uploaded. */
    VoiceBook voices();

    /**
     * Stops requests wherever they are, and frees what works on them; those that have ended stay as they are. Returns when that is
     * certain to happen.
     *
     * @param cause in words, for the results' messages
     * @throws PipelineException when the pipeline cannot be told
     */
    void cancel(Collection<String> requestIds, String cause);

    /** As {@link #cancel(Collection, String)}, for one request. */
    default void cancel(String requestId, String cause) {
        cancel(List.of(requestId), cause);
    }

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
