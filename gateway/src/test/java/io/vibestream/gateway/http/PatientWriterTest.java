package io.vibestream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PatientWriterTest {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Integer> pieces = new ArrayList<>();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    /** A connection that takes everything at once, or, once it is full, nothing until it is closed. */
    private final class Connection implements DataWriter {
        private final boolean full;

        Connection(boolean full) {
            this.full = full;
        }

        @Override
        public void write(BufferData... buffers) {
            write(BufferData.create(buffers));
        }

        @Override
        public void write(BufferData buffer) {
            if (full) {
                try {
                    closed.await();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
                throw new UncheckedIOException(new IOException("closed"));
            }
            pieces.add(buffer.available());
            buffer.writeTo(taken);
        }

        @Override
        public void writeNow(BufferData... buffers) {
            write(buffers);
        }

        @Override
        public void writeNow(BufferData buffer) {
            write(buffer);
        }
    }

    private PatientWriter writer(boolean full, Duration patience) {
        return new PatientWriter(new Connection(full), patience, closed::countDown);
    }

    @Test
    void aConnectionThatTakesNothingIsClosedUnderTheWrite() {
        var writer = writer(true, Duration.ofMillis(50));

        assertThatThrownBy(() -> writer.write(BufferData.create(new byte[10])))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("closed");
    }

    @Test
    void aLongAnswerGoesInPiecesThatEachHaveTheirTime() {
        var answer = new byte[200_000];
        new Random(1).nextBytes(answer);

        writer(false, Duration.ofMinutes(1)).writeNow(BufferData.create(answer, 0, 150_000),
                BufferData.create(answer, 150_000, 50_000));

        assertThat(taken.toByteArray()).isEqualTo(answer);
        assertThat(pieces).containsExactly(65_536, 65_536, 65_536, 3_392);
        assertThat(closed.getCount()).isOne();
    }

    @Test
    void anEmptyWriteIsAWriteToo() {
        writer(false, Duration.ofMinutes(1)).write(BufferData.empty());

        assertThat(pieces).containsExactly(0);
    }
}
