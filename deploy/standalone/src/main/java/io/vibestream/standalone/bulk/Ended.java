package io.vibestream.standalone.bulk;

import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.SpeechResult;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How one request ended, whichever way the word came.
 *
 * @param audio where the speech is, if there is any
 * @param error why there is none, in words
 */
record Ended(String id, Outcome outcome, Audio audio, Optional<String> engine, Optional<String> error) {

    /**
     * Where speech is, and how long.
     *
     * @param url where it can be fetched for a while
     * @param objectKey its name in the store
     * @param inline the sound itself, where the request wanted it so
     * @param file where this run has put it
     * @param captions where its captions can be fetched, by their format in small letters
     * @param extension what a file of this kind ends in, without the dot
     */
    record Audio(Optional<String> url, Optional<String> objectKey, Optional<ByteBuffer> inline, Optional<Path> file,
            Map<String, String> captions, String extension, double seconds) {
        static final Audio NONE = new Audio(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of(), "", 0);

        Audio {
            captions = Map.copyOf(captions);
        }
    }

    static Ended of(SpeechResult result) {
        return new Ended(result.getRequestId(), result.getOutcome(),
                new Audio(result.getUrl(), result.getObjectKey(), result.getAudio(), Optional.empty(),
                        captions(result), result.getFormat().name().toLowerCase(Locale.ROOT),
                        result.getDurationSeconds()),
                result.getEngine(),
                result.getReason().map(reason -> reason + result.getMessage().map(text -> ": " + text).orElse("")));
    }

    private static Map<String, String> captions(SpeechResult result) {
        var urls = new TreeMap<String, String>();
        result.getCaptions().forEach(file -> file.getUrl()
                .ifPresent(url -> urls.put(file.getFormat().name().toLowerCase(Locale.ROOT), url)));
        return urls;
    }

    /** A request that came to no good end. */
    static Ended failed(String id, String error) {
        return new Ended(id, Outcome.FAILED, Audio.NONE, Optional.empty(), Optional.of(error));
    }

    /** The same, with its speech in a file. */
    Ended in(Path file) {
        return new Ended(id, outcome, new Audio(audio.url, audio.objectKey, audio.inline, Optional.of(file),
                audio.captions, audio.extension, audio.seconds), engine, error);
    }

    /** The same, with its speech out of reach. */
    Ended lost(String why) {
        return new Ended(id, Outcome.FAILED, audio, engine, Optional.of(why));
    }
}
