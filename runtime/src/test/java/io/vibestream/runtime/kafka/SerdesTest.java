package io.vibestream.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class SerdesTest {

    private static final Serde<Integer> NUMBERS = Serdes.serde(n -> n.toString().getBytes(StandardCharsets.US_ASCII),
            bytes -> Integer.valueOf(new String(bytes, StandardCharsets.US_ASCII)));

    @Test
    void givesBackWhatItWrote() {
        var bytes = NUMBERS.serializer().serialize("numbers", 42);

        assertThat(NUMBERS.deserializer().deserialize("numbers", bytes)).isEqualTo(42);
    }

    @Test
    void namesTheTopicWhoseBytesCannotBeDecoded() {
        assertThatThrownBy(() -> NUMBERS.deserializer().deserialize("numbers", new byte[]{'x', 'y'}))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith("topic numbers: cannot decode 2 bytes")
                .hasCauseInstanceOf(NumberFormatException.class);
    }

    @Test
    void leavesATombstoneATombstone() {
        assertThat(NUMBERS.serializer().serialize("numbers", null)).isNull();
        assertThat(NUMBERS.deserializer().deserialize("numbers", (byte[]) null)).isNull();
    }
}
