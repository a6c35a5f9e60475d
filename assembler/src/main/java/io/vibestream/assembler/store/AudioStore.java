package io.vibestream.assembler.store;

import java.nio.file.Path;

/** A place for finished audio and its captions, out of which anybody can fetch it who has the link. Safe to share between threads. */
public interface AudioStore extends AutoCloseable {

    /**
     * Puts a file there and makes a link to it. Storing again under the same key replaces what was there. Returns within a bounded time,
     * after trying again where that may help; the file stays where it is.
     */
    Stored store(ObjectKey key, Path file, String contentType);

    @Override
    void close();
}
