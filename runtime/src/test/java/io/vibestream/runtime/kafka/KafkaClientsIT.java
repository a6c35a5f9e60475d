package io.vibestream.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.broker.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class KafkaClientsIT {

    private final KafkaClients clients = new KafkaClients(KafkaSettings.local(TestBroker.shared().address()));
    private final Admin admin = clients.admin();

    @AfterEach
    void closeAdmin() {
        admin.close();
    }

    @Test
    void readsFromTheBeginningWhatWasWritten() {
        var topic = topic(1);
        send(topic, "a", "b");

        try (var consumer = clients.consumer("reader", Optional.of(TestBroker.unique("group")), Map.of())) {
            consumer.subscribe(List.of(topic));

            assertThat(take(consumer, 2)).containsExactly("a", "b");
        }
    }

    @Test
    void readsOnlyWhatWasCommitted() {
        var topic = topic(1);
        try (var producer = clients.producer("writer", Map.of("transactional.id", TestBroker.unique("tx")))) {
            producer.initTransactions();
            producer.beginTransaction();
            var aborted = producer.send(record(topic, "aborted"));
            producer.flush();
            assertThat(aborted).isDone();
            producer.abortTransaction();
            producer.beginTransaction();
            var committed = producer.send(record(topic, "committed"));
            producer.commitTransaction();
            assertThat(committed).isDone();
        }

        try (var consumer = clients.consumer("reader", Optional.empty(), Map.of())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());

            assertThat(take(consumer, 1)).containsExactly("committed");
        }
    }

    @Test
    void sharesAQueueOneRecordAtATimeAndGivesReleasedWorkAgain() {
        var topic = topic(1);
        var group = TestBroker.unique("queue");
        GroupSetup.ensureShareGroup(admin, group, Map.of("share.auto.offset.reset", "earliest"));
        send(topic, "a", "b");

        String released;
        try (var first = clients.shareConsumer(group, "first", Map.of())) {
            first.subscribe(List.of(topic));
            var one = take(first);
            released = text(one);
            first.acknowledge(one, AcknowledgeType.RELEASE);
            first.commitSync();
        }
        // What the first had fetched and not seen is free as soon as it is closed.
        try (var second = clients.shareConsumer(group, "second", Map.of())) {
            second.subscribe(List.of(topic));
            var seen = new HashMap<String, Short>();
            for (int i = 0; i < 2; i++) {
                var next = take(second);
                seen.put(text(next), next.deliveryCount().orElseThrow());
                second.acknowledge(next, AcknowledgeType.ACCEPT);
                second.commitSync();
            }
            assertThat(seen).containsOnlyKeys("a", "b");
            assertThat(seen.get(released)).isGreaterThanOrEqualTo((short) 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void runsAStreamsApplication(Guarantee guarantee, @TempDir Path state) {
        var input = topic(2);
        var output = topic(2);
        var builder = new StreamsBuilder();
        builder.stream(input, Consumed.with(Serdes.String(), Serdes.ByteArray())).to(output,
                Produced.with(Serdes.String(), Serdes.ByteArray()));
        send(input, "a", "b", "c");

        try (var streams = new KafkaStreams(builder.build(),
                clients.streamsProperties(TestBroker.unique("app"), state, guarantee));
                var consumer = clients.consumer("reader", Optional.of(TestBroker.unique("group")), Map.of())) {
            streams.start();
            consumer.subscribe(List.of(output));

            assertThat(take(consumer, 3)).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void createsMissingTopicsAsRequestedAndLeavesThemAloneLater() throws Exception {
        var name = TestBroker.unique("topic");
        TopicSetup.ensure(admin, List.of(new TopicRequest(name, 3, Map.of("retention.ms", "60000"))), Optional.of(1));

        TopicSetup.ensure(admin, List.of(new TopicRequest(name, 2, Map.of("retention.ms", "1"))));

        var topic = admin.describeTopics(List.of(name)).allTopicNames().get().values().iterator().next();
        var config = config(ConfigResource.Type.TOPIC, name);
        assertThat(topic.partitions()).hasSize(3);
        assertThat(config.get("retention.ms").value()).isEqualTo("60000");
    }

    @Test
    void refusesATopicWithTooFewPartitions() {
        var name = topic(2);

        assertThatThrownBy(() -> TopicSetup.ensure(admin, List.of(new TopicRequest(name, 4, Map.of()))))
                .isInstanceOf(TopicTooNarrowException.class)
                .hasMessage("topic " + name + ": expected at least 4 partitions, found 2");
    }

    @Test
    void saysWhyATopicCannotBeCreated() {
        var request = new TopicRequest(TestBroker.unique("topic"), 1, Map.of("no.such.config", "1"));

        assertThatThrownBy(() -> TopicSetup.ensure(admin, List.of(request))).isInstanceOf(TopicSetupException.class)
                .hasMessageContaining(request.name()).hasMessageContaining("no.such.config");
    }

    @Test
    void configuresAShareGroup() throws Exception {
        var group = TestBroker.unique("queue");
        var configs = Map.of("share.auto.offset.reset", "earliest", "share.record.lock.duration.ms", "20000");

        GroupSetup.ensureShareGroup(admin, group, configs);
        GroupSetup.ensureShareGroup(admin, group, configs);

        var present = config(ConfigResource.Type.GROUP, group);
        assertThat(present.get("share.record.lock.duration.ms").value()).isEqualTo("20000");
        assertThat(present.get("share.auto.offset.reset").value()).isEqualTo("earliest");
    }

    @Test
    void saysWhyAShareGroupCannotBeConfigured() {
        assertThatThrownBy(() -> GroupSetup.ensureShareGroup(admin, "queue", Map.of("share.no.such", "1")))
                .isInstanceOf(GroupSetupException.class)
                .hasMessageStartingWith("share group queue cannot be configured")
                .hasMessageContaining("share.no.such");
    }

    @Test
    void findsTheBroker() {
        clients.awaitBroker();

        assertThat(clients.settings().bootstrapServers()).isEqualTo(TestBroker.shared().address());
    }

    @Test
    void namesTheAddressWhereNoBrokerAnswers() {
        var local = KafkaSettings.local("localhost:1");
        var impatient = new KafkaClients(new KafkaSettings(local.bootstrapServers(), local.protocol(), local.sasl(),
                local.tls(), local.replicationFactor(), Duration.ofSeconds(1)));

        assertThatThrownBy(impatient::awaitBroker).isInstanceOf(BrokerUnavailableException.class)
                .hasMessage("Kafka at localhost:1: no broker answered within 1 s");
    }

    private Config config(ConfigResource.Type type, String name) throws Exception {
        return admin.describeConfigs(List.of(new ConfigResource(type, name))).all().get().values().iterator().next();
    }

    private String topic(int partitions) {
        var name = TestBroker.unique("topic");
        TopicSetup.ensure(admin, List.of(new TopicRequest(name, partitions, Map.of())));
        return name;
    }

    private void send(String topic, String... values) {
        try (var producer = clients.producer("writer", Map.of())) {
            for (var value : values) {
                assertThat(producer.send(record(topic, value))).succeedsWithin(Duration.ofSeconds(30));
            }
        }
    }

    private static ProducerRecord<String, byte[]> record(String topic, String value) {
        return new ProducerRecord<>(topic, value, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    /** Polls until the class's time limit, which is the only one. */
    private static List<String> take(Consumer<String, byte[]> consumer, int count) {
        var values = new ArrayList<String>();
        while (values.size() < count) {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(text(record)));
        }
        return values;
    }

    private static ConsumerRecord<String, byte[]> take(ShareConsumer<String, byte[]> consumer) {
        while (true) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                return record;
            }
        }
    }
}
