package io.vibestream.audio.encode;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a file with chapters can be. */
public enum BookFormat {
    MP3("mp3"),
    /** AAC in MP4, as players of audiobooks expect it. Not fit for streaming: its table of contents is written last. */
    M4B("m4b");

    private final String extension;

    BookFormat(String extension) {
        this.extension = extension;
    }

    /** What file names end in, without the dot. */
    public String extension() {
        return extension;
    }

    /** The format that a file's name asks for. */
    public static Optional<BookFormat> of(String fileName) {
        return Arrays.stream(values()).filter(format -> fileName.toLowerCase(Locale.ROOT)
                .endsWith("." + format.extension)).findFirst();
    }
}
