package io.vibestream.runtime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing. Those that exist are the operator's and stay as they are. */
public final class TopicSetup {

    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private TopicSetup() {}

    /** As {@link #ensure(Admin, List, Optional)}, with as many copies as the brokers make by default. */
    public static void ensure(Admin admin, List<TopicRequest> requests) {
        ensure(admin, requests, Optional.empty());
    }

    /**
     * Returns when all topics exist and are visible. Several processes may do this at once.
     *
     * @throws TopicTooNarrowException when one exists with too few partitions
     * @throws TopicSetupException when one can be neither described nor created
     */
    public static void ensure(Admin admin, List<TopicRequest> requests, Optional<Integer> replicationFactor) {
        var partitions = partitions(admin, requests);
        var missing = requests.stream().filter(request -> !partitions.containsKey(request.name())).toList();
        if (!missing.isEmpty()) {
            create(admin, missing, replicationFactor.map(Integer::shortValue));
            partitions.putAll(awaitVisible(admin, missing));
        }
        for (var request : requests) {
            int found = partitions.getOrDefault(request.name(), 0);
            if (found < request.partitions()) {
                throw new TopicTooNarrowException("topic " + request.name() + ": expected at least "
                        + request.partitions() + " partitions, found " + found);
            }
        }
    }

    private static void create(Admin admin, List<TopicRequest> missing, Optional<Short> replicationFactor) {
        var topics = missing.stream().map(request -> new NewTopic(request.name(), Optional.of(request.partitions()),
                replicationFactor).configs(request.configs())).toList();
        admin.createTopics(topics).values().forEach((name, created) -> {
            var answer = Answer.of(created);
            if (answer.failure().isEmpty()) {
                LOG.atInfo().addKeyValue("topic", name).log("created");
            } else if (!(answer.failure().get() instanceof TopicExistsException)) { // else another process was faster
                throw new TopicSetupException("topic " + name + " cannot be created: "
                        + answer.failure().get().getMessage(), answer.failure().get());
            }
        });
    }

    /** A broker may learn of a topic a little after the controller has created it. */
    private static Map<String, Integer> awaitVisible(Admin admin, List<TopicRequest> created) {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (true) {
            var partitions = partitions(admin, created);
            if (partitions.size() == created.size() || System.nanoTime() - deadline > 0) {
                return partitions;
            }
            try {
                Thread.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException stop) {
                throw new InterruptException(stop);
            }
        }
    }

    /** The partitions of those topics that exist. */
    private static Map<String, Integer> partitions(Admin admin, List<TopicRequest> requests) {
        var partitions = new HashMap<String, Integer>();
        admin.describeTopics(requests.stream().map(TopicRequest::name).toList()).topicNameValues()
                .forEach((name, described) -> {
                    var answer = Answer.of(described);
                    answer.value().ifPresent(topic -> partitions.put(name, topic.partitions().size()));
                    answer.failure().filter(cause -> !(cause instanceof UnknownTopicOrPartitionException))
                            .ifPresent(cause -> {
                                throw new TopicSetupException(
                                        "topic " + name + " cannot be described: " + cause.getMessage(), cause);
                            });
                });
        return partitions;
    }
}
