package io.vibestream.synth.voice;

import io.vibestream.audio.AudioFormatException;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;

/** The command {@code voices add}: looks hard at a recording once, so that nobody wonders later why a voice sounds odd. */
public final class VoiceImport {

    static final int LEAST_SECONDS = 3;

    /** A sample this near to the largest one, three times in a row, was cut off by something. */
    private static final double CLIP_LEVEL = 0.98;
    private static final int CLIP_RUN = 3;
    /** More than this part of all samples cut off can be heard in the copy. */
    private static final double CLIPPED_PART = 0.001;
    /** A part of the recording counts as sound when it is not this far (30 dB) below the recording as a whole. */
    private static final double QUIET = Math.pow(10, -30 / 20.0);
    private static final int WINDOW = ReferenceRecording.SAMPLE_RATE / 50;

    private VoiceImport() {}

    /**
     * Checks the WAV file {@code source} and puts it into {@code directory} as 16-bit mono at 24,000 Hz.
     *
     * @return the new file
     * @throws VoiceException when the recording is of no use, or the name is taken
     */
    public static Path add(Path directory, VoiceName name, Path source) {
        try {
            Files.createDirectories(directory);
            for (var taken : new VoiceRegistry(directory).names()) {
                // One name in two cases would be one file on some systems.
                if (taken.toLowerCase(Locale.ROOT).equals(name.value().toLowerCase(Locale.ROOT))) {
                    throw new VoiceException("voice '" + taken + "' exists already in " + directory);
                }
            }
            var audio = checked(name, Files.readAllBytes(source));
            var file = directory.resolve(name + ".wav");
            var part = directory.resolve("." + UUID.randomUUID() + ".part");
            try {
                Files.write(part, Wav.write(audio));
                // A registry that looks now sees all of the file or none of it.
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return file;
        } catch (IOException e) {
            throw new VoiceException("voice '" + name + "': " + source + " cannot be added to " + directory + ": " + e,
                    e);
        }
    }

    /** The recording as it will be stored. */
    static Pcm checked(VoiceName name, byte[] file) {
        var what = "voice '" + name + "': ";
        refuseOtherFormats(what, file);
        var original = decodeAtItsOwnRate(name, file);
        refuseClipped(what, original);
        var recording = ReferenceRecording.read(name.value(), file);
        double seconds = recording.audio().length() / (double) ReferenceRecording.SAMPLE_RATE;
        if (seconds < LEAST_SECONDS || seconds > ReferenceRecording.MOST_SECONDS) {
            throw new VoiceException(what + "expected a recording of %d to %d s, found %.1f s".formatted(LEAST_SECONDS,
                    ReferenceRecording.MOST_SECONDS, seconds));
        }
        double sounding = soundingSeconds(recording.audio());
        if (sounding < LEAST_SECONDS / 2.0) {
            throw new VoiceException(what + "expected at least %.1f s of sound, found %.1f s between silence"
                    .formatted(LEAST_SECONDS / 2.0, sounding));
        }
        return withoutOvershoot(recording.audio());
    }

    private static Pcm decodeAtItsOwnRate(VoiceName name, byte[] file) {
        try {
            return Wav.read(file);
        } catch (AudioFormatException e) {
            throw new VoiceException("voice '" + name + "': " + e.getMessage(), e);
        }
    }

    private static void refuseOtherFormats(String what, byte[] file) {
        var start = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
        String format = "";
        if (start.startsWith("ID3") || start.startsWith("\u00FF\u00FB") || start.startsWith("\u00FF\u00F3")) {
            format = "MP3";
        } else if (start.startsWith("OggS")) {
            format = "Ogg";
        } else if (start.startsWith("fLaC")) {
            format = "FLAC";
        } else if (start.startsWith("ftyp", 4)) {
            format = "MP4";
        }
        if (!format.isEmpty()) {
            throw new VoiceException(what + "expected a WAV file, found " + format
                    + "; convert it first, for example with: ffmpeg -i FILE -ac 1 -ar 24000 voice.wav");
        }
    }

    private static void refuseClipped(String what, Pcm audio) {
        double peak = 0;
        for (int i = 0; i < audio.length(); i++) {
            peak = Math.max(peak, Math.abs(audio.sample(i)));
        }
        int clipped = 0;
        int run = 0;
        for (int i = 0; i < audio.length(); i++) {
            run = peak >= CLIP_LEVEL && Math.abs(audio.sample(i)) >= peak * 0.9999 ? run + 1 : 0;
            clipped += run == CLIP_RUN ? CLIP_RUN : run > CLIP_RUN ? 1 : 0;
        }
        if (clipped > CLIPPED_PART * audio.length()) {
            throw new VoiceException(what + "the recording is clipped: %.1f %% of its samples are cut off; record it "
                    .formatted(100.0 * clipped / audio.length()) + "again at a lower level");
        }
    }

    private static double soundingSeconds(Pcm audio) {
        double level = ReferenceRecording.rms(audio) * QUIET;
        int windows = 0;
        for (int from = 0; from + WINDOW <= audio.length(); from += WINDOW) {
            if (ReferenceRecording.rms(audio.slice(from, from + WINDOW)) > level) {
                windows++;
            }
        }
        return windows * WINDOW / (double) ReferenceRecording.SAMPLE_RATE;
    }

    /** Resampling may carry a peak over full scale, where 16 bits would cut it. */
    private static Pcm withoutOvershoot(Pcm audio) {
        var samples = audio.toArray();
        float peak = 1;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        for (int i = 0; i < samples.length; i++) {
            samples[i] /= peak;
        }
        return Pcm.of(audio.sampleRate(), samples);
    }
}
