package io.vibestream.gateway.playing;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Live speech as the bare bytes of an audio file, in chunks of HTTP. */
public final class AudioAnswer implements SpeechAnswer {

    private final ServerResponse response;
    private final String contentType;
    private Optional<OutputStream> out = Optional.empty();

    public AudioAnswer(ServerResponse response, String contentType) {
        this.response = response;
        this.contentType = contentType;
    }

    @Override
    public void sound(byte[] bytes) throws IOException {
        var body = body();
        body.write(bytes);
        body.flush();
    }

    private OutputStream body() {
        if (out.isEmpty()) {
            response.header(HeaderNames.CONTENT_TYPE, contentType);
            response.header(HeaderNames.CACHE_CONTROL, "no-cache");
            out = Optional.of(response.outputStream());
        }
        return out.get();
    }

    @Override
    public void whole(long samples) throws IOException {
        body().close();
    }

    @Override
    public void broken(Problem problem) {
        // An audio file has no place for words.
    }

    @Override
    public boolean hasBegun() {
        return out.isPresent();
    }
}
