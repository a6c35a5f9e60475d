package io.vibestream.assembler;

import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.UndecodableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A take to bytes and back: a few numbers, then what the worker said at its end as it says it on the topic. */
final class TakeCodec implements Codec<Take> {

    private static final int FIXED_BYTES = 2 * Integer.BYTES + Long.BYTES + 1;

    private final Codec<ChunkEvent> events;

    TakeCodec(Codec<ChunkEvent> events) {
        this.events = events;
    }

    @Override
    public byte[] encode(Take take) {
        // The take's key says which request, chunk and attempt it is.
        var end = take.completed().map(completed -> events.encode(new ChunkEvent("", 0, "", completed)))
                .orElse(new byte[0]);
        return ByteBuffer.allocate(FIXED_BYTES + end.length).putInt(take.segments()).putInt(take.beyond())
                .putLong(take.samples()).put((byte) (take.chosen() ? 1 : 0)).put(end).array();
    }

    @Override
    public Take decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        try {
            int segments = in.getInt();
            int beyond = in.getInt();
            long samples = in.getLong();
            boolean chosen = in.get() != 0;
            var rest = new byte[in.remaining()];
            in.get(rest);
            var end = rest.length == 0 ? Optional.<ChunkCompleted>empty() : Optional.of(end(rest));
            return new Take(segments, beyond, samples, end, chosen);
        } catch (BufferUnderflowException cutOff) {
            throw new UndecodableException("take: expected at least " + FIXED_BYTES + " bytes, found " + bytes.length,
                    cutOff);
        }
    }

    private ChunkCompleted end(byte[] bytes) {
        if (events.decode(bytes).getEvent() instanceof ChunkCompleted end) {
            return end;
        }
        throw new UndecodableException("take: expected the end of a chunk, found another event");
    }
}
