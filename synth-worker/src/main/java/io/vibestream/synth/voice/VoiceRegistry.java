package io.vibestream.synth.voice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The voices in a directory, and those that were uploaded: each {@code .wav} in the directory is one, called like its file. Looks at the directory whenever it is asked,
 * so that a voice can be added, replaced or removed while the worker runs. May be used by any thread.
 */
public final class VoiceRegistry {

    private static final String SUFFIX = ".wav";

    /** Far longer than any recording that is of use; keeps a misplaced file from filling the memory. */
    private static final long LARGEST_FILE = 200_000_000;

    private final Path directory;

    /** Each may be 3 MB. */
    private static final int MOST_LOADED = 64;

    private final UploadedVoices uploaded;

    /** Decoded recordings by file, until the file changes; decoding the same file twice does no harm. */
    private final Map<Path, Loaded> loaded = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Loaded> eldest) {
            return size() > MOST_LOADED;
        }
    });

    /** A directory that does not exist holds no voices. */
    public VoiceRegistry(Path directory) {
        this(directory, new UploadedVoices(directory));
    }

    /** Voices that were uploaded are found, too, but only by their exact names: nobody's voice shall speak for another by accident. */
    public VoiceRegistry(Path directory, UploadedVoices uploaded) {
        this.directory = directory;
        this.uploaded = uploaded;
    }

    private record State(long size, FileTime modified) {}

    private record Loaded(State state, ReferenceRecording recording) {}

    /**
     * The answer to a wish.
     *
     * @param warnings what the caller should know, in plain words
     */
    public record Choice(ReferenceRecording recording, List<String> warnings) {
        public Choice {
            warnings = List.copyOf(warnings);
        }
    }

    /** Names of all voices in the directory, sorted. */
    public List<String> names() {
        return List.copyOf(files().keySet());
    }

    /**
     * Finds a voice by {@link VoiceMatch} and reads it, unless it was read before and has not changed.
     *
     * @return empty when there are no voices at all
     * @throws VoiceException when the file of the voice cannot be used
     */
    public Optional<Choice> choose(String wish) {
        var files = files();
        loaded.keySet().removeIf(file -> !files.containsValue(file) && !uploaded.holds(file));
        var exact = uploaded.find(wish);
        if (exact.isPresent()) {
            return exact.map(file -> new Choice(load(wish, file), List.of()));
        }
        return VoiceMatch.of(List.copyOf(files.keySet()), wish).map(match -> {
            var file = Optional.ofNullable(files.get(match.voice())).orElseThrow();
            var recording = load(match.voice(), file);
            var warnings = new ArrayList<String>();
            match.warning().ifPresent(warnings::add);
            recording.warning().ifPresent(warnings::add);
            return new Choice(recording, warnings);
        });
    }

    private SortedMap<String, Path> files() {
        var files = new TreeMap<String, Path>();
        if (!Files.isDirectory(directory)) {
            return files;
        }
        try (var list = Files.newDirectoryStream(directory)) {
            for (var file : list) {
                var name = String.valueOf(file.getFileName());
                int stem = name.length() - SUFFIX.length();
                // Names that begin with a dot are what some systems leave beside each real file.
                if (stem > 0 && name.charAt(0) != '.' && name.regionMatches(true, stem, SUFFIX, 0, SUFFIX.length())
                        && Files.isRegularFile(file)) {
                    files.merge(name.substring(0, stem), file, (a, b) -> a.compareTo(b) < 0 ? a : b);
                }
            }
        } catch (IOException e) {
            throw new VoiceException("voices in " + directory + " cannot be listed: " + e, e);
        }
        return files;
    }

    private ReferenceRecording load(String name, Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var state = new State(attributes.size(), attributes.lastModifiedTime());
            var known = loaded.get(file);
            if (known != null && known.state.equals(state)) {
                return known.recording;
            }
            if (state.size > LARGEST_FILE) {
                throw new VoiceException(
                        "voice '" + name + "': expected at most " + LARGEST_FILE + " bytes, found " + state.size);
            }
            var recording = ReferenceRecording.read(name, Files.readAllBytes(file));
            loaded.put(file, new Loaded(state, recording));
            return recording;
        } catch (IOException e) {
            throw new VoiceException("voice '" + name + "': " + file + " cannot be read: " + e, e);
        }
    }
}
