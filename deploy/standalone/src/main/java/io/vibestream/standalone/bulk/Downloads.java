package io.vibestream.standalone.bulk;

import io.vibestream.schemas.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** Puts the speech of every row into a directory. A file is there whole or not at all. Used by one thread. */
final class Downloads implements Keeper {

    private static final int TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;

    private final Path directory;
    private final BiFunction<Long, String, String> stem;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL).build();

    /** @param stem what a row's file is called without its ending, by the row's line and id */
    Downloads(Path directory, BiFunction<Long, String, String> stem) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.stem = stem;
    }

    @Override
    public Ended keep(long line, Ended ended) throws IOException, InterruptedException {
        if (ended.outcome() != Outcome.COMPLETED) {
            return ended;
        }
        var audio = ended.audio();
        var target = directory.resolve(stem.apply(line, ended.id()) + "." + audio.extension());
        var part = target.resolveSibling(target.getFileName() + ".part");
        var problem = audio.inline().isPresent() ? write(audio.inline().get(), part) : fetch(audio.url(), part);
        if (problem.isPresent()) {
            Files.deleteIfExists(part);
            return ended.lost(problem.get());
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return ended.in(target);
    }

    private static Optional<String> write(ByteBuffer audio, Path part) throws IOException {
        var bytes = new byte[audio.remaining()];
        audio.duplicate().get(bytes);
        Files.write(part, bytes);
        return Optional.empty();
    }

    private Optional<String> fetch(Optional<String> url, Path part) throws InterruptedException {
        if (url.isEmpty()) {
            return Optional.of("spoken, but not to be fetched: no link came with it");
        }
        for (int attempt = 1;; attempt++) {
            try {
                int status = fetch(URI.create(url.get()), part);
                if (status < SERVER_ERROR) {
                    return status == OK
                            ? Optional.empty()
                            : Optional.of("spoken, but not to be fetched: expected status 200, found " + status
                                    + "; links expire");
                } else if (attempt == TRIES) {
                    throw new BulkException("audio cannot be fetched from " + URI.create(url.get()).getHost()
                            + ": expected status 200, found " + status + "; the same command tries again");
                }
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw new BulkException("audio cannot be fetched from " + URI.create(url.get()).getHost() + ": "
                            + e.getMessage() + "; the same command tries again", e);
                }
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    private int fetch(URI url, Path part) throws IOException, InterruptedException {
        var answer = http.send(HttpRequest.newBuilder(url).timeout(LONGEST).build(),
                head -> head.statusCode() == OK
                        ? BodySubscribers.mapping(BodyHandlers.ofFile(part).apply(head), _ -> OK)
                        : BodySubscribers.replacing(head.statusCode()));
        return answer.body();
    }
}
