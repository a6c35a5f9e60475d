package io.vibestream.gateway.openai;

import io.vibestream.audio.AudioFormatException;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.ReferenceRecordings;
import io.vibestream.audio.encode.SoundFile;
import io.vibestream.gateway.http.Multipart;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form of {@code POST /v1/audio/voices}, checked. Fields that are not used, such as {@code consent}, are ignored.
 *
 * @param recording as every worker will have it
 */
record VoiceUpload(String name, Pcm recording) {

    static final int MOST_SAMPLE_BYTES = 10 << 20;

    private static final Pattern NAME = Pattern.compile("(?![. ])[\\p{L}\\p{N} ._-]{1,64}(?<! )");
    private static final String SAMPLE = "audio_sample";

    /** @throws ProblemException with what is wrong */
    static VoiceUpload read(String contentType, byte[] body) {
        var fields = Multipart.parse(contentType, body);
        var name = Multipart.text(required(fields, "name"), "name");
        if (!NAME.matcher(name).matches()) {
            throw new ProblemException(Problem.badRequest("Invalid 'name': expected 1 to 64 letters, digits, spaces, "
                    + "dots, hyphens or underscores, with no dot at the beginning and no space at either end", "name"));
        }
        var sample = required(fields, SAMPLE);
        if (sample.length > MOST_SAMPLE_BYTES) {
            throw new ProblemException(Problem.of(413, "invalid_request_error", "Invalid '" + SAMPLE
                    + "': expected at most " + MOST_SAMPLE_BYTES + " bytes, found " + sample.length).about(SAMPLE));
        }
        try {
            return new VoiceUpload(name,
                    ReferenceRecordings.checked(SoundFile.read(sample, ReferenceRecordings.MOST_SECONDS)));
        } catch (AudioFormatException unusable) {
            throw new ProblemException(Problem.badRequest("Invalid '" + SAMPLE + "': " + unusable.getMessage(), SAMPLE)
                    .coded("unusable_recording"));
        }
    }

    private static byte[] required(Map<String, byte[]> fields, String name) {
        return Optional.ofNullable(fields.get(name)).filter(content -> content.length > 0)
                .orElseThrow(() -> new ProblemException(
                        Problem.badRequest("Missing required parameter: " + name, name)));
    }
}
