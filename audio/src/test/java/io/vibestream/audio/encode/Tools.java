package io.vibestream.audio.encode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vibestream.audio.Pcm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's own programs, out of the same jar: they read what the encoders wrote. */
public final class Tools {

    private static final String FFMPEG = Loader.load(ffmpeg.class);
    private static final String FFPROBE = Loader.load(ffprobe.class);

    private Tools() {}

    /** What a player hears. */
    static Pcm decode(byte[] file, int sampleRate) {
        var raw = withFile(file, path -> run(true, FFMPEG, "-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar",
                Integer.toString(sampleRate), "-"));
        var floats = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var samples = new float[floats.remaining()];
        floats.get(samples);
        return Pcm.of(sampleRate, samples);
    }

    /** One line of what a player shows, such as {@code format=duration} or {@code format_tags=title}. */
    static String probe(byte[] file, String entry) {
        return new String(withFile(file, path -> run(true, FFPROBE, "-v", "error", "-show_entries", entry, "-of",
                "default=noprint_wrappers=1:nokey=1", path)), UTF_8).strip();
    }

    /** What FFmpeg's filters say about a file. */
    public static String filter(byte[] file, String filters) {
        return new String(withFile(file, path -> run(false, FFMPEG, "-hide_banner", "-nostats", "-i", path, "-af",
                filters, "-f", "null", "-")), UTF_8);
    }

    /** The same sound in another format. */
    static byte[] convert(byte[] file, String... output) {
        return withFile(file, path -> {
            var command = new ArrayList<>(List.of(FFMPEG, "-v", "error", "-y", "-i", path));
            command.addAll(List.of(output));
            var target = Path.of(path + ".converted"); // some containers are not written in one go
            command.add(target.toString());
            try {
                run(false, command.toArray(String[]::new));
                return Files.readAllBytes(target);
            } finally {
                Files.deleteIfExists(target);
            }
        });
    }

    private interface Use {

        byte[] of(String path) throws IOException, InterruptedException;
    }

    private static byte[] withFile(byte[] content, Use use) {
        try {
            var path = Files.createTempFile("vibestream", ".audio");
            try {
                Files.write(path, content);
                return use.of(path.toString());
            } finally {
                Files.delete(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static byte[] run(boolean stdout, String... command) throws IOException, InterruptedException {
        var errors = Files.createTempFile("vibestream", ".err");
        try {
            var builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
            builder.redirectError(errors.toFile()).redirectInput(Path.of("/dev/null").toFile());
            builder.environment().put("LD_LIBRARY_PATH", Path.of(command[0]).resolveSibling("").toString());
            var process = builder.start();
            var out = process.getInputStream().readAllBytes();
            var said = Files.readAllBytes(errors);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command[0] + ": " + new String(said, UTF_8));
            }
            return stdout ? out : said;
        } finally {
            Files.delete(errors);
        }
    }
}
