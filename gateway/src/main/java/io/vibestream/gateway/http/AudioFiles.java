package io.vibestream.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.runtime.links.SignedLinks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Serves finished audio from the local store under signed, expiring links: {@code /audio/{key}?expires=..&signature=..}. Whether a file
 * exists is told only to those whose link is good.
 */
public final class AudioFiles implements HttpService {

    /** The names that the store gives. Anything else is no key, however it is signed. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9-][A-Za-z0-9._-]{0,199}");
    private static final Map<String, String> TYPES = Map.of("mp3", "audio/mpeg", "wav", "audio/wav", "flac",
            "audio/flac", "opus", "audio/ogg", "ogg", "audio/ogg", "aac", "audio/aac", "pcm", "audio/pcm",
            "vtt", "text/vtt; charset=utf-8", "srt", "application/x-subrip");
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path directory;
    private final SignedLinks links;
    private final InstantSource clock;

    /**
     * Serves one directory.
     *
     * @param directory where the store keeps its files, flat
     */
    public AudioFiles(Path directory, SignedLinks links, InstantSource clock) {
        this.directory = directory;
        this.links = links;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/audio/{key}", this::serve);
    }

    private void serve(ServerRequest request, ServerResponse response) throws IOException {
        var key = request.path().pathParameters().get("key");
        if (!links.valid(key, request.query().first("expires").orElse(""),
                request.query().first("signature").orElse(""),
                clock.instant())) {
            throw new ProblemException(Problem.of(403, "permission_error", "This link is not valid, or no longer"));
        }
        if (!KEY.matcher(key).matches()) {
            throw notFound();
        }
        var path = directory.resolve(key);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw notFound();
        }
        try (var file = FileChannel.open(path, READ)) {
            serve(request, response, key, file);
        } catch (NoSuchFileException justSwept) {
            throw notFound();
        }
    }

    private static ProblemException notFound() {
        return new ProblemException(Problem.of(404, "not_found_error", "There is no such audio, or no longer"));
    }

    private void serve(ServerRequest request, ServerResponse response, String key, FileChannel file)
            throws IOException {
        long size = file.size();
        var tag = "\"%x-%x\"".formatted(size, Files.getLastModifiedTime(directory.resolve(key)).toMillis());
        response.header(HeaderNames.ACCEPT_RANGES, "bytes");
        response.header(HeaderNames.ETAG, tag);
        response.header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        response.header(HeaderNames.CONTENT_TYPE, contentType(key));
        switch (range(request, tag, size)) {
            case ByteRange.Whole() -> send(response, file, new ByteRange.Part(0, size - 1));
            case ByteRange.Part part -> {
                response.status(Status.PARTIAL_CONTENT_206);
                response.header(HeaderNames.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + size);
                send(response, file, part);
            }
            case ByteRange.Unsatisfiable() -> {
                response.status(Status.REQUESTED_RANGE_NOT_SATISFIABLE_416);
                response.header(HeaderNames.CONTENT_RANGE, "bytes */" + size);
                response.send();
            }
        }
    }

    private static ByteRange range(ServerRequest request, String tag, long size) {
        var header = request.headers().first(HeaderNames.RANGE);
        boolean changed = request.headers().first(HeaderNames.IF_RANGE).filter(known -> !known.equals(tag)).isPresent();
        return header.isEmpty() || changed ? new ByteRange.Whole() : ByteRange.of(header.get(), size);
    }

    private static void send(ServerResponse response, FileChannel file, ByteRange.Part part) throws IOException {
        response.contentLength(part.length());
        file.position(part.first());
        try (var out = response.outputStream(); InputStream in = Channels.newInputStream(file)) {
            copy(in, out, part.length());
        }
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        var buffer = new byte[64 * 1024];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the file became shorter while it was sent");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private static String contentType(String key) {
        var ending = key.substring(key.lastIndexOf('.') + 1);
        return Optional.ofNullable(TYPES.get(ending)).orElse("application/octet-stream");
    }
}
