package io.vibestream.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's wire format: a zero byte, the schema's registry id in four bytes (big endian), then the Avro binary body. Safe to share
 * between threads.
 */
final class AvroCodec<T extends SpecificRecord> implements Codec<T> {

    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    private final Schema schema;
    private final SpecificData model;
    private final int id;
    private final IntFunction<Optional<Schema>> schemaById;
    private final Map<Integer, Schema> writers = new ConcurrentHashMap<>();

    /**
     * @param id the registry's id of this type's own schema
     * @param schemaById looks other writers' schemas up; throws only when it cannot tell, which is no fault of the record
     */
    AvroCodec(Class<T> type, int id, IntFunction<Optional<Schema>> schemaById) {
        this.schema = SpecificData.get().getSchema(type);
        this.model = SpecificData.getForSchema(schema);
        this.id = id;
        this.schemaById = schemaById;
    }

    @Override
    public byte[] encode(T value) {
        var bytes = new ByteArrayOutputStream(256);
        bytes.write(MAGIC);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
        var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<T>(schema, model).write(value, encoder);
            encoder.flush();
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    @Override
    public T decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw new UndecodableException(
                    schema.getName() + ": expected Confluent's wire format (a zero byte and a schema id), found "
                            + describe(bytes));
        }
        int writerId = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        var writer = writer(writerId);
        var decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
        try {
            var value = new SpecificDatumReader<T>(writer, schema, model).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UndecodableException(
                        schema.getName() + ": the record ends before its " + bytes.length + " bytes do");
            }
            return value;
        } catch (IOException | AvroRuntimeException | ClassCastException | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            throw new UndecodableException(
                    schema.getName() + ": " + bytes.length + " bytes do not match schema " + writerId + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private Schema writer(int writerId) {
        if (writerId == id) {
            return schema;
        }
        var known = writers.get(writerId);
        if (known != null) {
            return known;
        }
        var found = schemaById.apply(writerId)
                .orElseThrow(
                        () -> new UndecodableException(schema.getName() + ": the registry has no schema " + writerId));
        writers.put(writerId, found);
        return found;
    }

    private static String describe(byte[] bytes) {
        return bytes.length == 0 ? "nothing" : bytes.length + " bytes that begin with " + (bytes[0] & 0xff);
    }
}
