package io.vibestream.synth.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.synth.forward.Machine;
import io.vibestream.synth.ort.Ort;
import io.vibestream.synth.ort.OrtLibrary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceCheckTest {

    private static final Path REFERENCE = Path.of("src", "test", "resources", "reference");
    private static final Path NATIVES = Path.of("target", "native");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int check(Path dir) throws InterruptedException {
        try (var ort = Ort.forCpu(OrtLibrary.fromClassPath(NATIVES).main(), 2)) {
            boolean agrees = ReferenceCheck.run(dir, Machine.cpu(ort),
                    new PrintStream(printed, true, StandardCharsets.UTF_8));
            return agrees ? 0 : 1;
        }
    }

    private String report() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Where rounding grows, as it does in the reference itself, each frame is looked at by itself: docs/adr/0006. */
    @Test
    void agreesWithTheReferenceInEveryCase() throws InterruptedException {
        int status = check(REFERENCE);

        assertThat(report().lines()).hasSize(8)
                .allSatisfy(line -> assertThat(line).contains("prompt same tokens same"));
        assertThat(report().lines().filter(line -> line.contains("frame by frame")))
                .isNotEmpty().allSatisfy(line -> assertThat(line).contains(" long "));
        assertThat(status).as(report()).isZero();
    }

    @Test
    void doesNotTakeASmallErrorForRounding() throws Exception {
        var copy = copyOneCase();
        nudge(copy.resolve("case-plain.safetensors"), "latent", 1e-3f);

        int status = check(copy);

        assertThat(report()).contains("frame by frame").contains("FAILED");
        assertThat(status).isEqualTo(1);
    }

    @Test
    void noticesAWrongNumberInWhatWasRecorded() throws Exception {
        var copy = copyOneCase();
        var tensors = copy.resolve("case-plain.safetensors");
        flip(tensors, "latent");

        int status = check(copy);

        assertThat(report()).contains("latent").contains("FAILED");
        assertThat(status).isEqualTo(1);
    }

    @Test
    void noticesAWrongWeight() throws Exception {
        var copy = copyOneCase();
        flip(copy.resolve("model-00001-of-00001.safetensors"), "model.prediction_head.cond_proj.weight");

        assertThat(check(copy)).as(report()).isEqualTo(1);
    }

    @Test
    void noticesACaseThatCannotBeRead() throws Exception {
        var copy = copyOneCase();
        Files.write(copy.resolve("case-plain.safetensors"), new byte[]{1, 2, 3});

        assertThat(check(copy)).isEqualTo(1);
        assertThat(report()).contains("FAILED").contains("case-plain.safetensors");
    }

    @Test
    void doesNotTakeAnEmptyFolderForAgreement() throws InterruptedException {
        assertThat(check(folder)).isEqualTo(1);
        assertThat(report()).contains("found none");
    }

    /** The smaller checkpoint's shortest case, so that damaging it costs little. */
    private Path copyOneCase() throws IOException {
        var copy = Files.createDirectory(folder.resolve("damaged"));
        try (var files = Files.list(REFERENCE.resolve("tiny-d"))) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (!name.startsWith("case-") || name.startsWith("case-plain")) {
                    Files.copy(file, copy.resolve(name));
                }
            }
        }
        return copy;
    }

    /** Makes the first number of a tensor huge, by the high byte of its exponent. */
    private static void flip(Path file, String tensor) throws IOException {
        var bytes = Files.readAllBytes(file);
        var place = Place.of(bytes, tensor);
        bytes[place.begin + place.width - 1] = 0x44;
        Files.write(file, bytes);
    }

    /** Moves the first number of a float32 tensor by a share of the largest. */
    private static void nudge(Path file, String tensor, float share) throws IOException {
        var bytes = Files.readAllBytes(file);
        var place = Place.of(bytes, tensor);
        var numbers = ByteBuffer.wrap(bytes, place.begin, place.end - place.begin).slice()
                .order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float largest = 0;
        for (int i = 0; i < numbers.capacity(); i++) {
            largest = Math.max(largest, Math.abs(numbers.get(i)));
        }
        numbers.put(0, numbers.get(0) + share * largest);
        Files.write(file, bytes);
    }

    /** Where a tensor lies in a safetensors file. */
    private record Place(int begin, int end, int width) {

        static Place of(byte[] bytes, String tensor) {
            int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            var json = new String(bytes, 8, header, StandardCharsets.UTF_8);
            int entry = json.indexOf('"' + tensor + '"');
            int offsets = json.indexOf("\"data_offsets\":[", entry) + "\"data_offsets\":[".length();
            int comma = json.indexOf(',', offsets);
            int begin = Integer.parseInt(json.substring(offsets, comma).strip());
            int end = Integer.parseInt(json.substring(comma + 1, json.indexOf(']', comma)).strip());
            int width = json.startsWith("F32", json.indexOf("\"dtype\":\"", entry) + 9) ? 4 : 2;
            return new Place(8 + header + begin, 8 + header + end, width);
        }
    }
}
