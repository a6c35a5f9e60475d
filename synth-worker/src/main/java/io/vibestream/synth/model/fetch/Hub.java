package io.vibestream.synth.model.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The Hub's HTTP interface: what a repository holds, and the bytes of its files. May be used by any thread. */
final class Hub implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_REDIRECTS = 10;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int LARGEST_LISTING = 10_000_000;

    private final URI endpoint;
    private final Optional<String> token;
    // Redirects are followed by hand: the token is for the Hub and not for the hosts that it sends us to. HTTP/1.1 gives
    // each shard a connection of its own, which is faster than sharing one.
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(Duration.ofSeconds(20)).build();

    Hub(URI endpoint, Optional<String> token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /** A failure that may pass: a broken connection, a busy server. */
    static final class TransientException extends IOException {
        private static final long serialVersionUID = 1L;

        TransientException(String message) {
            super(message);
        }
    }

    /**
     * The files in the top directory of a repository whose names are {@code wanted}.
     *
     * @throws ModelFetchException when the Hub refuses, which asking again will not change
     */
    List<HubFile> list(HubModel model, Predicate<String> wanted) throws IOException, InterruptedException {
        var path = "/api/models/" + model.repository() + "/revision/" + model.revision() + "?blobs=true";
        JsonNode listing;
        try (var body = get(model, path, 0).body()) {
            listing = JSON.readTree(body.readNBytes(LARGEST_LISTING));
        } catch (JsonProcessingException e) {
            throw new ModelFetchException(model + ": the Hub's listing is not JSON", e);
        }
        var pinned = model.at(listing.path("sha").asText(""));
        var files = new ArrayList<HubFile>();
        for (var file : listing.path("siblings")) {
            var name = file.path("rfilename").asText("");
            // A name becomes a path: one with a slash, or an odd one, is nothing that a checkpoint consists of.
            if (!name.matches("[\\w-][\\w.-]*") || !wanted.test(name)) {
                continue;
            }
            var lfs = file.path("lfs");
            var checksum = Checksum.of(lfs.path("sha256").asText(file.path("blobId").asText("")));
            long size = lfs.path("size").asLong(file.path("size").asLong(-1));
            if (checksum.isPresent() && size >= 0) {
                files.add(new HubFile(pinned, name, size, checksum.get()));
            } else {
                files.add(head(pinned, name));
            }
        }
        return files;
    }

    /** Size and checksum from the headers, for mirrors whose listings are short. */
    private HubFile head(HubModel model, String name) throws IOException, InterruptedException {
        var response = send(model,
                request(resolve(model, name), 0).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        response.body().close();
        if (response.statusCode() >= 400) {
            throw refused(model, response);
        }
        var headers = response.headers();
        var checksum = headers.firstValue("X-Linked-Etag").or(() -> headers.firstValue("ETag")).flatMap(Checksum::of);
        var size = headers.firstValue("X-Linked-Size").or(() -> headers.firstValue("Content-Length"));
        if (checksum.isEmpty() || size.isEmpty() || !size.get().matches("\\d{1,15}")) {
            throw new ModelFetchException(model + ": the Hub tells neither size nor checksum of " + name);
        }
        return new HubFile(model, name, Long.parseLong(size.get()), checksum.get());
    }

    /**
     * The bytes of {@code file} from {@code from} on, or from its beginning where a server ignores the wish: the caller
     * looks at the status.
     */
    HttpResponse<InputStream> open(HubFile file, long from) throws IOException, InterruptedException {
        return get(file.model(), resolve(file.model(), file.name()), from);
    }

    private static String resolve(HubModel model, String name) {
        return "/" + model.repository() + "/resolve/" + model.revision() + "/" + name;
    }

    private HttpResponse<InputStream> get(HubModel model, String path, long from)
            throws IOException, InterruptedException {
        var response = send(model, request(path, from).GET());
        for (int hops = 0; isRedirect(response); hops++) {
            response.body().close();
            if (hops == MOST_REDIRECTS) {
                throw new ModelFetchException(model + ": more than " + MOST_REDIRECTS + " redirects");
            }
            response = send(model, request(next(model, response), from).GET());
        }
        if (response.statusCode() != 200 && response.statusCode() != 206 && response.statusCode() != 416) {
            response.body().close();
            throw refused(model, response);
        }
        return response;
    }

    private static boolean isRedirect(HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static URI next(HubModel model, HttpResponse<?> response) {
        var location = response.headers().firstValue("Location")
                .orElseThrow(() -> new ModelFetchException(model + ": a redirect that leads nowhere"));
        var next = response.uri().resolve(location);
        if ("https".equals(response.uri().getScheme()) && !"https".equals(next.getScheme())) {
            throw new ModelFetchException(model + ": refused to leave https for " + next.getScheme() + "://"
                    + next.getHost());
        }
        return next;
    }

    private HttpRequest.Builder request(String path, long from) {
        return request(URI.create(endpoint.toString().replaceFirst("/+$", "") + path), from);
    }

    private HttpRequest.Builder request(URI uri, long from) {
        var request = HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).header("User-Agent", "vibestream");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (origin(uri).equals(origin(endpoint))) {
            token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        }
        return request;
    }

    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort()).toLowerCase(Locale.ROOT);
    }

    private HttpResponse<InputStream> send(HubModel model, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        var response = client.send(request.build(), BodyHandlers.ofInputStream());
        int status = response.statusCode();
        if (status == 408 || status == 429 || status >= 500) {
            response.body().close();
            throw new TransientException(model + ": " + response.uri().getHost() + " answered " + status);
        }
        return response;
    }

    private ModelFetchException refused(HubModel model, HttpResponse<?> response) {
        if (!origin(response.uri()).equals(origin(endpoint))) {
            return new ModelFetchException(model + ": " + response.uri().getHost() + " answered "
                    + response.statusCode());
        }
        var reason = response.headers().firstValue("X-Error-Code").orElse("");
        return new ModelFetchException(switch (response.statusCode()) {
            case 401 -> model + ": the Hub wants "
                    + (token.isEmpty()
                            ? "a token (HF_TOKEN), or there is no such repository"
                            : "another token than the one in HF_TOKEN, or there is no such repository");
            case 403 -> model + ": the token in HF_TOKEN may not read it; accept the model's terms at " + endpoint + "/"
                    + model.repository();
            case 404 -> reason.equals("RevisionNotFound")
                    ? model.repository() + " has no revision '" + model.revision()
                            + "'"
                    : model + ": not found on " + endpoint + response.uri().getPath();
            default -> model + ": " + response.uri().getHost() + " answered " + response.statusCode();
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
