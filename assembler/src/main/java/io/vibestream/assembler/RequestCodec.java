package io.vibestream.assembler;

import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.UndecodableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A request's state to bytes and back. Written and read by this service only, at every step of every request, so it is small. */
final class RequestCodec implements Codec<Request> {

    /** As it was written before the length of the chunks was counted. */
    private static final int OPEN_UNCOUNTED = 1;
    private static final int ENDED = 2;
    private static final int OPEN = 3;

    @Override
    public byte[] encode(Request state) {
        var bytes = new ByteArrayOutputStream(64);
        try (var out = new DataOutputStream(bytes)) {
            switch (state) {
                case Request.Open open -> write(open, out);
                case Request.Ended ended -> {
                    out.writeByte(ENDED);
                    out.writeLong(ended.at().toEpochMilli());
                }
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(Request.Open open, DataOutputStream out) throws IOException {
        out.writeByte(OPEN);
        out.writeUTF(open.id());
        out.writeLong(open.since().toEpochMilli());
        out.writeBoolean(open.outline().isPresent());
        if (open.outline().isPresent()) {
            out.writeInt(open.outline().get().chunks());
            out.writeLong(open.outline().get().deadline().toEpochMilli());
        }
        var spoken = open.spoken().toBytes();
        out.writeInt(spoken.length);
        out.write(spoken);
        out.writeLong(open.spoken().samples());
        out.writeBoolean(open.ending().isPresent());
        if (open.ending().isPresent()) {
            out.writeUTF(open.ending().get().outcome().name());
            out.writeUTF(open.ending().get().reason().name());
            out.writeUTF(open.ending().get().message());
        }
    }

    @Override
    public Request decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int kind = in.readByte();
            return switch (kind) {
                case OPEN, OPEN_UNCOUNTED -> readOpen(in, kind);
                case ENDED -> new Request.Ended(Instant.ofEpochMilli(in.readLong()));
                default -> throw new UndecodableException("request: expected kind 1, 2 or 3, found " + kind);
            };
        } catch (IOException cutOff) {
            throw new UndecodableException("request: " + bytes.length + " bytes end too early", cutOff);
        }
    }

    private static Request.Open readOpen(DataInputStream in, int kind) throws IOException {
        var id = in.readUTF();
        var since = Instant.ofEpochMilli(in.readLong());
        var outline = in.readBoolean()
                ? Optional.of(new Request.Outline(in.readInt(), Instant.ofEpochMilli(in.readLong())))
                : Optional.<Request.Outline>empty();
        var chunks = in.readNBytes(in.readInt());
        var spoken = ChunkSet.of(chunks, kind == OPEN ? in.readLong() : 0);
        var ending = in.readBoolean()
                ? Optional.of(
                        new Ending(Outcome.valueOf(in.readUTF()), Reason.valueOf(in.readUTF()), in.readUTF()))
                : Optional.<Ending>empty();
        return new Request.Open(id, since, outline, spoken, ending);
    }
}
