package io.vibestream.synth.model.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings one file: goes on where an earlier attempt stopped, checks the content, and only then gives the file its name.
 * Run by one thread; the fetcher's own thread looks at its progress and may cut a connection that stalls.
 */
final class Transfer {

    /** Parts lie here, beside the finished files, so that finishing one is a rename. */
    static final String PARTS = ".parts";

    private static final int BUFFER_BYTES = 1 << 18;
    private static final int SATISFIED = 416;
    private static final int PARTIAL = 206;

    private final Hub hub;
    private final HubFile file;
    private final Path target;
    private final Path part;
    private final Patience patience;
    // Shared by the transfer's thread and the fetcher's, which looks once a second: a queue would only add words.
    private final AtomicLong bytes = new AtomicLong();
    private volatile Optional<InputStream> connection = Optional.empty();
    private volatile boolean cancelled;

    Transfer(Hub hub, HubFile file, Path directory, Patience patience) {
        this.hub = hub;
        this.file = file;
        this.target = directory.resolve(file.name());
        // The checksum in the name keeps parts of two revisions apart.
        this.part = directory.resolve(PARTS).resolve(file.name() + "." + file.checksum().hex().substring(0, 16));
        this.patience = patience;
    }

    HubFile file() {
        return file;
    }

    /** Bytes that are there. */
    long bytes() {
        return bytes.get();
    }

    /** Ends a connection that brings nothing; the transfer tries again. */
    void cut() {
        connection.ifPresent(stream -> {
            try {
                stream.close();
            } catch (IOException e) {
                // It is being given up because it does not work; its thread sees the end and says so.
            }
        });
    }

    /** Ends the transfer; what is there stays for the next one. */
    void cancel() {
        cancelled = true;
        cut();
    }

    void run() throws IOException, InterruptedException {
        Files.createDirectories(part.getParent());
        long resumed = Files.exists(part) ? Files.size(part) : 0;
        bytes.set(resumed);
        download();
        var found = file.checksum().ofFile(part);
        if (!found.equals(file.checksum()) && resumed > 0) {
            // What was there may have been damaged long ago; from the beginning it is the server's word.
            Files.delete(part);
            bytes.set(0);
            download();
            found = file.checksum().ofFile(part);
        }
        if (!found.equals(file.checksum())) {
            Files.delete(part);
            throw new ModelFetchException(
                    file.model() + ": " + file.name() + ": expected " + file.checksum() + ", found " + found);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void download() throws IOException, InterruptedException {
        int failures = 0;
        while (bytes.get() != file.size() || !Files.exists(part)) {
            long before = bytes.get();
            try {
                attempt();
            } catch (IOException e) {
                if (cancelled) {
                    throw new InterruptedException(file.name() + ": cancelled");
                }
                failures = bytes.get() > before ? 1 : failures + 1;
                if (failures >= patience.attempts()) {
                    throw new ModelFetchException(file.model() + ": " + file.name() + ": given up at byte "
                            + bytes.get() + " of " + file.size() + " after " + failures + " attempts: " + e, e);
                }
                Thread.sleep(patience.pause(failures));
            }
        }
    }

    private void attempt() throws IOException, InterruptedException {
        if (bytes.get() > file.size()) {
            restart();
        }
        var response = hub.open(file, bytes.get());
        try (var body = response.body()) {
            connection = Optional.of(body);
            if (response.statusCode() == SATISFIED || (response.statusCode() == PARTIAL && !continues(response))) {
                restart();
                throw new IOException("the server cannot go on at byte " + bytes.get());
            }
            if (response.statusCode() != PARTIAL) {
                restart();
            }
            append(body);
        } finally {
            connection = Optional.empty();
        }
        if (bytes.get() < file.size()) {
            throw new IOException("the connection ended early");
        }
    }

    private boolean continues(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + bytes.get() + "-");
    }

    private void restart() throws IOException {
        Files.deleteIfExists(part);
        bytes.set(0);
    }

    private void append(InputStream body) throws IOException {
        try (var out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                if (bytes.get() + read > file.size()) {
                    throw new ModelFetchException(file.model() + ": " + file.name() + ": expected " + file.size()
                            + " bytes, found more");
                }
                out.write(buffer, 0, read);
                bytes.addAndGet(read);
            }
        }
    }
}
