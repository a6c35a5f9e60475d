package io.vibestream.audio.encode;

import java.util.List;

/** Encoders for files with chapters. */
public final class BookEncoders {

    /** What the table of contents of an MP3 file has room for. */
    public static final int MOST_MP3_CHAPTERS = 255;

    private BookEncoders() {}

    /**
     * A new encoder for one file, which the caller closes. As the chapters come first in some files, they must be known by then.
     *
     * @throws IllegalArgumentException when the format does not allow the sample rate, the bit rate or so many chapters
     */
    public static TrackEncoder open(BookFormat format, EncoderSettings settings, List<Chapter> chapters) {
        return switch (format) {
            case MP3 -> {
                if (chapters.size() > MOST_MP3_CHAPTERS) {
                    throw new IllegalArgumentException("MP3: expected at most " + MOST_MP3_CHAPTERS
                            + " chapters, found " + chapters.size());
                }
                yield Mp3Encoders.open(settings, chapters);
            }
            case M4B -> FfmpegEncoder.openM4b(settings, chapters);
        };
    }

    /** The settings with the bit rate that {@code format} allows and that is nearest to theirs. */
    public static EncoderSettings nearestFor(BookFormat format, EncoderSettings settings) {
        return settings.nearestFor(switch (format) {
            case MP3 -> AudioFormat.MP3;
            case M4B -> AudioFormat.AAC;
        });
    }
}
