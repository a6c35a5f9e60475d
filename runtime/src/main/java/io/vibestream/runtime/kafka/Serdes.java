package io.vibestream.runtime.kafka;

import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Makes Kafka's serde of any codec. */
public final class Serdes {

    private Serdes() {}

    /**
     * A serde of two functions. They never see null: a record without a value (a tombstone) stays one. What they throw
     * comes out as Kafka's {@link SerializationException}, with the topic's name.
     */
    public static <T> Serde<T> serde(Function<T, byte[]> encode, Function<byte[], T> decode) {
        return org.apache.kafka.common.serialization.Serdes.serdeFrom(serializer(encode), deserializer(decode));
    }

    private static <T> Serializer<T> serializer(Function<T, byte[]> encode) {
        return (topic, value) -> {
            try {
                return value == null ? null : encode.apply(value);
            } catch (RuntimeException cause) {
                throw new SerializationException("topic " + topic + ": cannot encode a value: " + cause.getMessage(),
                        cause);
            }
        };
    }

    private static <T> Deserializer<T> deserializer(Function<byte[], T> decode) {
        return (topic, bytes) -> {
            try {
                return bytes == null ? null : decode.apply(bytes);
            } catch (RuntimeException cause) {
                throw new SerializationException(
                        "topic " + topic + ": cannot decode " + bytes.length + " bytes: " + cause.getMessage(), cause);
            }
        };
    }
}
