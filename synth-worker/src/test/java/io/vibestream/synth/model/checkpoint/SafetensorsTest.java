package io.vibestream.synth.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    @TempDir
    Path directory;

    @Test
    void findsEveryTensorAtItsPlace() throws IOException {
        var header = """
                {"__metadata__":{"format":"pt"},
                 "b":{"dtype":"F32","shape":[],"data_offsets":[4,8]},
                 "a":{"dtype":"BF16","shape":[1,2],"data_offsets":[0,4]}}""";
        byte[] data = {(byte) 0x80, 0x3f, 0, (byte) 0xc0, 0, 0, 0, 0x3f};
        var file = SafetensorsFile.write(directory.resolve("x.safetensors"), header.length(), header, data);

        var read = Safetensors.read(file);

        assertThat(read.tensors()).containsOnlyKeys("a", "b");
        assertThat(read.tensor("a")).isEqualTo(new StoredTensor("a", file.toRealPath(), 8 + header.length(), 4,
                DType.BF16, List.of(1L, 2L)));
        assertThat(read.tensor("a").floats()).containsExactly(1f, -2f);
        assertThat(read.tensor("b").floats()).containsExactly(0.5f);
    }

    @Test
    void readsHalfPrecisionAndWholeNumbers() throws IOException {
        var header = "{\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                + "\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[4,12]}}";
        byte[] data = {0, 0x3c, 0, (byte) 0xb8, -2, -1, -1, -1, -1, -1, -1, -1};
        var file = SafetensorsFile.write(directory.resolve("x.safetensors"), header.length(), header, data);

        var read = Safetensors.read(file);

        assertThat(read.tensor("h").floats()).containsExactly(1f, -0.5f);
        assertThat(read.tensor("i").longs()).containsExactly(-2);
    }

    @Test
    void cutsRowsWithoutCopyingThem() throws IOException {
        var header = "{\"m\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}}";
        var file = SafetensorsFile.write(directory.resolve("x.safetensors"), header, 24);
        var matrix = Safetensors.read(file).tensor("m");

        var rows = matrix.rows(1, 2);

        assertThat(rows.shape()).containsExactly(2L, 2L);
        assertThat(rows.offset()).isEqualTo(matrix.offset() + 8);
        assertThatThrownBy(() -> matrix.rows(2, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}        | 4  | tensor t: reaches to byte 8
            {"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}        | 9  | 1 bytes behind tensor t
            {"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}        | 4  | tensor t: expected 8 bytes for F32[2], found 4
            {"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}        | 8  | bytes 0 to 4 between the header and tensor t
            {"t":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}        | 8  | tensor t: expected data_offsets
            {"t":{"dtype":"F32","shape":[1],"data_offsets":[0]}}          | 4  | tensor t: expected data_offsets
            {"t":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}       | 4  | tensor t: expected data_offsets to be whole numbers
            {"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}       | 4  | tensor t: expected shape to be whole numbers
            {"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}      | 4  | tensor t: expected shape to be whole numbers
            {"t":{"dtype":"F32","shape":"1","data_offsets":[0,4]}}        | 4  | tensor t: expected shape to be whole numbers
            {"t":{"dtype":"F32","shape":[9223372036854775807,3],"data_offsets":[0,4]}} | 4 | tensor t: shape [9223372036854775807, 3] is larger
            {"t":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}  | 4 | tensor t: expected data_offsets
            {"t":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}}         | 4  | tensor t: expected dtype
            {"t":{"shape":[1],"data_offsets":[0,4]}}                      | 4  | tensor t: expected dtype
            {"t":7}                                                       | 4  | tensor t: expected dtype
            {"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"u":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}} | 6 | tensor u begins at 2, inside tensor t
            {"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | not valid JSON
            {"t":{"dtype":"F32"                                           | 4  | not valid JSON
            {} {}                                                         | 0  | not valid JSON
            [1,2,3]                                                       | 0  | expected a JSON object
            """)
    void refusesAHeaderThatDoesNotDescribeTheFile(String header, int dataBytes, String expected) throws IOException {
        var file = SafetensorsFile.write(directory.resolve("broken.safetensors"), header, dataBytes);

        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("broken.safetensors").hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "1", "3", "100", "9223372036854775807"})
    void refusesAHeaderLengthThatTheFileCannotHold(long length) throws IOException {
        var file = SafetensorsFile.write(directory.resolve("broken.safetensors"), length, "{}", new byte[0]);

        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("header length");
    }

    @Test
    void refusesFilesThatAreMissingOrTooShort() throws IOException {
        var shortFile = Files.write(directory.resolve("short.safetensors"), new byte[7]);

        assertThatThrownBy(() -> Safetensors.read(shortFile)).hasMessageContaining("found 7 bytes");
        assertThatThrownBy(() -> Safetensors.read(directory.resolve("none.safetensors")))
                .isInstanceOf(ModelLoadException.class).hasMessageContaining("none.safetensors");
    }
}
