package io.vibestream.synth.voice;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Wav;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The voices that were uploaded to a gateway, as files of this process alone: which there are is heard anew with every start. Their names are
 * whatever others wrote, so the files are only numbered. One thread puts and removes, any thread may look; closed by its owner when both are
 * done.
 */
public final class UploadedVoices implements AutoCloseable {

    private final Path parent;
    private final ConcurrentMap<String, Path> files = new ConcurrentHashMap<>();
    private Optional<Path> directory = Optional.empty();
    private long count;

    /** @param parent where a directory is made as soon as there is a voice */
    public UploadedVoices(Path parent) {
        this.parent = parent;
    }

    /** Keeps a recording in the place of what had the name. */
    public void put(String name, Pcm recording) throws IOException {
        var file = directory().resolve(count++ + ".wav");
        Files.write(file, Wav.write(recording));
        delete(Optional.ofNullable(files.put(name, file)));
    }

    public void remove(String name) throws IOException {
        delete(Optional.ofNullable(files.remove(name)));
    }

    Optional<Path> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    boolean holds(Path file) {
        return files.containsValue(file);
    }

    private Path directory() throws IOException {
        if (directory.isEmpty()) {
            Files.createDirectories(parent);
            directory = Optional.of(Files.createTempDirectory(parent, "voices-"));
        }
        return directory.get();
    }

    private static void delete(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }

    /** Leaves no file behind. Any number of times. */
    @Override
    public void close() {
        try {
            for (var name : files.keySet()) {
                remove(name);
            }
            delete(directory);
            directory = Optional.empty();
        } catch (IOException stuck) {
            throw new UncheckedIOException("uploaded voices cannot be deleted from " + parent, stuck);
        }
    }
}
