package io.vibestream.schemas;

/** A record to bytes and back. */
public interface Codec<T> {

    byte[] encode(T value);

    /**
     * Reads what {@link #encode} or any other Confluent serializer wrote, with this or a compatible schema.
     *
     * @throws UndecodableException when the bytes are something else
     */
    T decode(byte[] bytes);
}
