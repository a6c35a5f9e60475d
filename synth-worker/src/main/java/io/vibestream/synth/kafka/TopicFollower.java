package io.vibestream.synth.kafka;

import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all partitions of a topic on one thread until it is told to let go, with a new consumer after trouble. */
final class TopicFollower implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Topic topic;
    private final Supplier<Consumer<String, byte[]>> clients;
    private final Reading reading;
    private final StopSignal stop;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final Backoff backoff = new Backoff();

    /** What is done with the records; called by the thread that reads. */
    interface Reading {

        /** Goes to where reading begins, or goes on after trouble. */
        void begin(Consumer<String, byte[]> consumer, List<TopicPartition> partitions);

        void note(ConsumerRecord<String, byte[]> record);

        /** After every look, with what it brought noted. */
        default void noted(Consumer<String, byte[]> consumer) {}
    }

    /** @param onFailure told when the thread cannot go on: the service should be stopped */
    TopicFollower(Topic topic, Supplier<Consumer<String, byte[]>> clients, Reading reading, StopSignal stop,
            java.util.function.Consumer<Throwable> onFailure) {
        this.topic = topic;
        this.clients = clients;
        this.reading = reading;
        this.stop = stop;
        this.onFailure = onFailure;
    }

    @Override
    public void run() {
        try {
            while (!stop.isLettingGo()) {
                read();
            }
        } catch (InterruptedException | InterruptException asked) {
            LOG.debug("interrupted");
        } catch (Throwable failure) { // the one catch-all: the service stops and restarts clean
            onFailure.accept(failure);
        }
    }

    private void read() throws InterruptedException {
        try (var consumer = clients.get()) {
            var partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            reading.begin(consumer, partitions);
            while (!stop.isLettingGo()) {
                consumer.poll(POLL).forEach(reading::note);
                reading.noted(consumer);
                backoff.reset();
            }
        } catch (InterruptException | AuthenticationException | AuthorizationException fatal) {
            throw fatal;
        } catch (KafkaException trouble) {
            LOG.atWarn().addKeyValue("topic", topic.topicName()).setCause(trouble).log("cannot be read for now");
            stop.pause(backoff.next());
        }
    }
}
