package io.vibestream.standalone.bulk;

import io.vibestream.schemas.SpeechRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The way from a run to those who speak, and back. Used by one thread, which closes it. */
interface Route extends AutoCloseable {

    /** What is known already of the requests that are asked for: ends that an earlier run did not hear of. Called first, and once. */
    List<Ended> earlier() throws IOException, InterruptedException;

    /** Sends a request; one that was sent before is not spoken again. Its end comes by {@link #ended}. */
    void send(SpeechRequest request) throws IOException, InterruptedException;

    /** Waits up to a time for ends, perhaps in vain. They may be of requests that this run has not sent, or has heard of. */
    List<Ended> ended(Duration patience) throws IOException, InterruptedException;

    /** Everything that {@link #ended} has returned is safely written: the next run need not hear it again. */
    void recorded() throws IOException;

    @Override
    void close() throws IOException;
}
