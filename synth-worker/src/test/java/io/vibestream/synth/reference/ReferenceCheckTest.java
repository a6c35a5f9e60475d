package io.vibestream.synth.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceCheckTest {

    private static final Path REFERENCE = Path.of("src", "test", "resources", "reference");
    private static final Path NATIVES = Path.of("target", "native");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int check(Path dir) {
        return ReferenceCheck.run(dir, NATIVES, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String report() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void agreesWithTheReferenceInEveryShortCase() throws IOException {
        int status = check(copyCases(name -> !name.startsWith("case-long")));

        assertThat(report().lines()).hasSize(6)
                .allSatisfy(line -> assertThat(line).contains("prompt same tokens same"));
        assertThat(status).as(report()).isZero();
    }

    /** Their numbers drift to 5e-4, above the limit: docs/engine.md. */
    @Test
    void choosesTheTokensOfTheReferenceInTheLongCases() throws IOException {
        int _ = check(copyCases(name -> !name.startsWith("case-") || name.startsWith("case-long")));

        assertThat(report().lines()).hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("prompt same tokens same"));
    }

    private Path copyCases(Predicate<String> wanted) throws IOException {
        var copy = Files.createDirectory(folder.resolve("cases"));
        for (var checkpoint : List.of("tiny-a", "tiny-d")) {
            var to = Files.createDirectory(copy.resolve(checkpoint));
            try (var files = Files.list(REFERENCE.resolve(checkpoint))) {
                for (var file : files.toList()) {
                    if (wanted.test(file.getFileName().toString())) {
                        Files.copy(file, to.resolve(file.getFileName().toString()));
                    }
                }
            }
        }
        return copy;
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
    void doesNotTakeAnEmptyFolderForAgreement() {
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
        int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        var json = new String(bytes, 8, header, StandardCharsets.UTF_8);
        int entry = json.indexOf('"' + tensor + '"');
        int offsets = json.indexOf("\"data_offsets\":[", entry) + "\"data_offsets\":[".length();
        int begin = Integer.parseInt(json.substring(offsets, json.indexOf(',', offsets)));
        int width = json.startsWith("F32", json.indexOf("\"dtype\":\"", entry) + 9) ? 4 : 2;
        bytes[8 + header + begin + width - 1] = 0x44;
        Files.write(file, bytes);
    }
}
