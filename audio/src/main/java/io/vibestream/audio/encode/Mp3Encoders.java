package io.vibestream.audio.encode;

import java.util.List;
import java.util.Optional;

/** Chooses between the two ways to MP3: the system's libmp3lame where it is installed, else the LAME inside FFmpeg. */
public final class Mp3Encoders {

    private static final Optional<Lame> INSTALLED = Lame.load(Lame.LIBRARY);

    private Mp3Encoders() {}

    /**
     * A new encoder for one track, which the caller closes.
     *
     * @throws IllegalArgumentException when MP3 does not know the sample rate, or not with this bit rate
     */
    public static TrackEncoder open(EncoderSettings settings) {
        return open(settings, List.of());
    }

    static TrackEncoder open(EncoderSettings settings, List<Chapter> chapters) {
        return INSTALLED.isPresent()
                ? LameEncoder.open(INSTALLED.get(), settings, chapters)
                : FfmpegEncoder.openMp3(settings, chapters);
    }

    /** Which of the two it is, for a line at the start of a program. */
    public static String describe() {
        return INSTALLED.map(lame -> "MP3 by LAME " + lame.version() + " (" + Lame.LIBRARY + ")")
                .orElse("MP3 by the LAME inside FFmpeg; libmp3lame is three times faster: apt install libmp3lame0");
    }
}
