package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SinkTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void handedOnBytesAndPatchesMakeTheFileThatWasWritten(long seed) {
        var random = new Random(seed);
        var expected = new byte[4000];
        int end = 0;
        var sink = new Sink();
        var sent = new ByteArrayOutputStream();

        for (int round = 0; round < 50; round++) {
            int position = random.nextInt(3) == 0 ? random.nextInt(end + 1) : end;
            var bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            sink.seek(position);
            sink.write(bytes);
            System.arraycopy(bytes, 0, expected, position, bytes.length);
            end = Math.max(end, position + bytes.length);
            if (random.nextBoolean()) {
                sent.writeBytes(sink.take());
            }
        }
        sent.writeBytes(sink.take());

        var file = sent.toByteArray();
        for (var patch : sink.patches()) {
            System.arraycopy(patch.bytes(), 0, file, (int) patch.offset(), patch.bytes().length);
        }
        assertThat(file).as("seed %d", seed).isEqualTo(Arrays.copyOf(expected, end));
        assertThat(sink.length()).as("seed %d", seed).isEqualTo(end);
    }

    @Test
    void refusesToLeaveAHole() {
        var sink = new Sink();
        sink.write(new byte[3]);

        assertThatThrownBy(() -> sink.seek(4)).hasMessage("seek: expected 0 to 3, found 4");
    }
}
