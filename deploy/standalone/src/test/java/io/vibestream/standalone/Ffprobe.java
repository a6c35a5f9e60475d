package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's own program, out of the same jar, that says what a player sees. */
final class Ffprobe {

    private static final String PROGRAM = Loader.load(ffprobe.class);

    private Ffprobe() {}

    /** The file's format and chapters. */
    static JsonNode read(Path file) throws IOException, InterruptedException {
        return told(file, "-show_format", "-show_chapters");
    }

    /** What is in the file, one after the other. */
    static JsonNode packets(Path file) throws IOException, InterruptedException {
        return told(file, "-show_packets").path("packets");
    }

    private static JsonNode told(Path file, String... wishes) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(PROGRAM, "-v", "error", "-of", "json"));
        command.addAll(List.of(wishes));
        command.add(file.toString());
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LD_LIBRARY_PATH", Path.of(PROGRAM).resolveSibling("").toString());
        var process = builder.start();
        var said = JsonMapper.builder().build().readTree(process.getInputStream());
        assertThat(process.waitFor()).as("ffprobe %s", file).isZero();
        return said;
    }

    static double seconds(Path file) throws IOException, InterruptedException {
        return read(file).path("format").path("duration").asDouble();
    }
}
