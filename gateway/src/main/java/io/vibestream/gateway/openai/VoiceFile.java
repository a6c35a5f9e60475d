package io.vibestream.gateway.openai;

import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The voice map as the file has it now: read again when the file changes, the built-in one while there is no file. A file that became
 * unreadable changes nothing but the log. Shared by the threads of all calls; looking takes one system call, so they take turns.
 */
public final class VoiceFile {

    private static final Logger LOG = LoggerFactory.getLogger(VoiceFile.class);

    private final Path file;
    private Version seen = Version.ABSENT;
    private VoiceMap voices = VoiceMap.BUILT_IN;

    private record Version(FileTime modified, long size) {
        static final Version ABSENT = new Version(FileTime.fromMillis(0), -1);
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException when there is a file that is no voice map
     */
    public VoiceFile(Path file) {
        this.file = file;
        try {
            seen = version();
            voices = load(seen);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("voices file " + file + " cannot be read", unreadable);
        }
    }

    /** Synchronized: the file is looked at and loaded by one thread at a time. */
    synchronized VoiceMap voices() {
        try {
            var now = version();
            if (!now.equals(seen)) {
                seen = now;
                voices = load(now);
                LOG.atInfo().addKeyValue("file", file).addKeyValue("voices", voices.speakers().size())
                        .log("voices changed");
            }
        } catch (IOException | IllegalArgumentException broken) {
            LOG.atWarn().addKeyValue("file", file).setCause(broken)
                    .log("voices file is broken, the voices stay as they were");
        }
        return voices;
    }

    private Version version() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException absent) {
            return Version.ABSENT;
        }
    }

    private VoiceMap load(Version version) throws IOException {
        if (version.equals(Version.ABSENT)) {
            return VoiceMap.BUILT_IN;
        }
        try {
            return VoiceMap.read(Json.parse(Files.readAllBytes(file)));
        } catch (ProblemException notJson) {
            throw new IllegalArgumentException("voices file " + file + ": not valid JSON", notJson);
        } catch (IllegalArgumentException notVoices) {
            throw new IllegalArgumentException("voices file " + file + ": " + notVoices.getMessage(), notVoices);
        }
    }
}
