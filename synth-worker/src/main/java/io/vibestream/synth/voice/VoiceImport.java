package io.vibestream.synth.voice;

import io.vibestream.audio.AudioFormatException;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.ReferenceRecordings;
import io.vibestream.audio.Wav;
import io.vibestream.audio.encode.SoundFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;

/** The command {@code voices add}: looks hard at a recording once, so that nobody wonders later why a voice sounds odd. */
public final class VoiceImport {

    private VoiceImport() {}

    /**
     * Checks the recording {@code source}, a WAV file or what FFmpeg reads, and puts it into {@code directory} as 16-bit mono at 24,000 Hz.
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
        try {
            return ReferenceRecordings.checked(SoundFile.read(file, ReferenceRecordings.MOST_SECONDS + 1));
        } catch (AudioFormatException unusable) {
            throw new VoiceException("voice '" + name + "': " + unusable.getMessage(), unusable);
        }
    }
}
