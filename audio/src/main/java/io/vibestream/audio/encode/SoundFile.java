package io.vibestream.audio.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vibestream.audio.AudioFormatException;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import java.util.Optional;

/**
 * Reads recordings of the usual formats. The first bytes decide what a file is: strangers send them, and whatever else FFmpeg can read, it
 * shall not try to.
 */
public final class SoundFile {

    private static final int SNIFFED_BYTES = 12;
    private static final int ID3_HEADER = 10;

    private SoundFile() {}

    /**
     * The sound of a file as it was recorded, several channels as one.
     *
     * @throws AudioFormatException when the file is no sound of a format that is read here, or longer than {@code mostSeconds}
     * @throws EncodingException when FFmpeg's libraries cannot be used
     */
    public static Pcm read(byte[] file, int mostSeconds) {
        if (start(file, 0).startsWith("RIFF")) {
            return Wav.read(file);
        }
        var demuxer = demuxer(file).orElseThrow(() -> new AudioFormatException(
                "expected a WAV, MP3, Ogg, AAC, FLAC, WebM or MP4 file, found something else"));
        Ffmpeg.load();
        try (var decoder = new FfmpegDecoder(file, demuxer)) {
            return decoder.decode(mostSeconds);
        } catch (EncodingException broken) {
            throw new AudioFormatException("cannot be decoded as " + demuxer + ": " + broken.getMessage(), broken);
        }
    }

    /** FFmpeg's name for what the file seems to be. */
    static Optional<String> demuxer(byte[] file) {
        var start = start(file, 0);
        if (start.startsWith("OggS")) {
            return Optional.of("ogg");
        } else if (start.startsWith("fLaC")) {
            return Optional.of("flac");
        } else if (start.startsWith("ftyp", 4)) {
            return Optional.of("mov");
        } else if (start.startsWith("\u001AE\u00DF\u00A3")) {
            return Optional.of("matroska");
        }
        return frames(start(file, afterTag(file)));
    }

    /** Both begin with eleven or twelve set bits; what follows is a layer, of which AAC has none. */
    private static Optional<String> frames(String start) {
        if (start.length() < 2 || start.charAt(0) != 0xFF || (start.charAt(1) & 0xE0) != 0xE0) {
            return Optional.empty();
        }
        if ((start.charAt(1) & 0xF6) == 0xF0) {
            return Optional.of("aac");
        }
        return (start.charAt(1) & 0x06) == 0 ? Optional.empty() : Optional.of("mp3");
    }

    private static int afterTag(byte[] file) {
        if (file.length < ID3_HEADER || !start(file, 0).startsWith("ID3")) {
            return 0;
        }
        int size = 0;
        for (int i = 6; i < ID3_HEADER; i++) {
            size = (size << 7) | (file[i] & 0x7F);
        }
        return ID3_HEADER + size;
    }

    private static String start(byte[] file, int from) {
        int begin = Math.min(from, file.length);
        return new String(file, begin, Math.min(file.length - begin, SNIFFED_BYTES), ISO_8859_1);
    }
}
