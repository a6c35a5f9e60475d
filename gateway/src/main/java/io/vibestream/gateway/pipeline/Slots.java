package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Priority;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How many slots all workers have together, as their share group has it; every slot takes interactive chunks. Safe to share. */
final class Slots implements AutoCloseable {

    /** Those who ask for health ask often, and workers do not come and go by the second. */
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private final Admin admin;
    private final InstantSource clock;
    // Guarded by this: whoever comes first asks, the others wait for the same answer.
    private Instant askedAt = Instant.EPOCH;
    private int count;

    Slots(Admin admin, InstantSource clock) {
        this.admin = admin;
        this.clock = clock;
    }

    /** @throws PipelineException when Kafka does not answer */
    synchronized int count() {
        var now = clock.instant();
        if (now.isAfter(askedAt.plus(BELIEVED))) {
            count = ask();
            askedAt = now;
        }
        return count;
    }

    private int ask() {
        var group = Topic.workers(Priority.INTERACTIVE);
        try {
            return admin.describeShareGroups(List.of(group)).all().get().values().stream()
                    .mapToInt(found -> found.members().size()).sum();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof GroupIdNotFoundException) {
                return 0; // no worker was ever there
            }
            throw new PipelineException("The speech pipeline cannot be reached", failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new PipelineException("The gateway is stopping", stopping);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
