package io.vibestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Confluent's own serializer and deserializer as the judges of ours, for every record. */
class ConfluentSerializersTest {

    private static final Map<String, Object> CONFIG = Map.of("schema.registry.url", "mock://judge",
            "specific.avro.reader", true, "avro.remove.java.properties", true);
    private static final MockSchemaRegistryClient CLIENT = new MockSchemaRegistryClient();

    private static int register(String subject, Schema schema) {
        try {
            return CLIENT.register(subject, new AvroSchema(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RestClientException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Schema> find(int id) {
        try {
            return Optional.of((Schema) CLIENT.getSchemaById(id).rawSchema());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RestClientException unknown) {
            return Optional.empty();
        }
    }

    static Stream<Arguments> records() {
        return Records.examples(new Codecs(ConfluentSerializersTest::register, ConfluentSerializersTest::find));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    <T extends SpecificRecord> void writeWhatWeWriteAndReadIt(String name, T value, Codec<T> codec,
            Topic topic) {
        try (var serializer = new KafkaAvroSerializer(CLIENT, CONFIG);
                var deserializer = new KafkaAvroDeserializer(CLIENT, CONFIG)) {

            var theirs = serializer.serialize(topic.topicName(), value);

            assertThat(theirs).isEqualTo(codec.encode(value));
            assertThat(deserializer.deserialize(topic.topicName(), codec.encode(value))).isEqualTo(value);
        }
    }
}
