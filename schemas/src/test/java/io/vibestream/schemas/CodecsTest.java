package io.vibestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodecsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private final TestRegistry registry = new TestRegistry();
    private final Codecs codecs = registry.codecs();

    static Stream<Arguments> records() {
        return Records.examples(new TestRegistry().codecs());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    <T> void everyRecordComesBackAsItWentOut(String name, T value, Codec<T> codec) {
        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    /** The golden schema is what the last release wrote with; the golden bytes are one record of each type. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    <T extends SpecificRecord> void bytesOfTheLastReleaseAreReadByThisOne(String name, T value, Codec<T> codec)
            throws IOException {
        var writer = schema(Files.readString(GOLDEN.resolve(value.getSchema().getName() + ".avsc")));
        var body = HexFormat.of().parseHex(Files.readString(GOLDEN.resolve(name + ".hex")).strip());
        @SuppressWarnings("unchecked") // The example's own class.
        var reader = new AvroCodec<>((Class<T>) value.getClass(), 1, id -> Optional.of(writer));

        var read = reader.decode(confluent(2, body));

        assertThat(read).isEqualTo(value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    <T> void theBodyIsByteForByteTheGoldenOne(String name, T value, Codec<T> codec) throws IOException {
        var bytes = codec.encode(value);

        assertThat(HexFormat.of().formatHex(bytes, 5, bytes.length))
                .isEqualTo(Files.readString(GOLDEN.resolve(name + ".hex")).strip());
        assertThat(bytes[0]).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    <T extends SpecificRecord> void aReaderOfTomorrowReadsTheBytesOfToday(String name, T value, Codec<T> codec)
            throws IOException {
        var today = schema(Files.readString(GOLDEN.resolve(value.getSchema().getName() + ".avsc")));
        var tomorrow = withOneFieldMore(today);

        var bytes = codec.encode(value);
        var record = new GenericDatumReader<GenericRecord>(today, tomorrow).read(null,
                DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));

        assertThat(record.get("addedTomorrow")).isEqualTo(7);
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(tomorrow, today).getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @Test
    void aRequestOfNothingButAnIdAndATextIsWhatAMinimalProducerWrites() {
        var minimal = codecs.requests()
                .decode(codecs.requests().encode(SpeechRequest.newBuilder().setId("r").setText("Hello.").build()));

        assertThat(minimal.getCfgScale()).isEqualTo(1.3);
        assertThat(minimal.getSteps()).isEqualTo(10);
        assertThat(minimal.getLoudness()).contains(-20.0);
        assertThat(minimal.getVoice()).isEmpty();
    }

    @Test
    void theRegisteredSchemasDoNotSpeakOfJava() {
        codecs.requests();

        assertThat(IntStream.rangeClosed(1, 9).mapToObj(id -> registry.find(id).orElseThrow().toString())).hasSize(9)
                .noneMatch(json -> json.contains("java"));
    }

    @Test
    void bytesOfAnotherFormatAreRefusedWithWhatWasFound() {
        assertThatThrownBy(() -> codecs.requests()
                .decode("{\"text\":\"hello\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("SpeechRequest")
                .hasMessageContaining("begin with 123");
        assertThatThrownBy(() -> codecs.requests().decode(new byte[0])).isInstanceOf(UndecodableException.class)
                .hasMessageContaining("nothing");
    }

    @Test
    void anUnknownSchemaIdIsRefused() {
        assertThatThrownBy(() -> codecs.plans().decode(confluent(99, new byte[]{1})))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("99");
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedBytesAreRefusedAndNothingElseHappens(long seed) {
        var random = new Random(seed);
        var bytes = codecs.results().encode(Records.result());
        var damaged = Arrays.copyOf(bytes, 5 + random.nextInt(bytes.length - 5));
        for (int i = 0; i < 5 && damaged.length > 5; i++) {
            damaged[5 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt();
        }

        assertThatThrownBy(() -> codecs.results().decode(damaged)).as("seed %d", seed)
                .isInstanceOf(UndecodableException.class);
    }

    private static byte[] confluent(int id, byte[] body) {
        return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
    }

    private static Schema schema(String json) {
        return new SchemaParser().parse(json).mainSchema();
    }

    private static Schema withOneFieldMore(Schema schema) {
        var fields = new java.util.ArrayList<Schema.Field>();
        schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field("addedTomorrow", Schema.create(Schema.Type.INT), "a new one", 7));
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }
}
