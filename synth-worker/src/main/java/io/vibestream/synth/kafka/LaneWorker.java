package io.vibestream.synth.kafka;

import io.vibestream.synth.engine.Lane;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with one share consumer of one lane: takes a chunk, has it spoken, acknowledges.
 *
 * <p>Every lane has as many such threads as it may have slots, so a worker has more threads than slots: an idle share consumer goes on fetching whether it is polled or not, so
 * that a slot with a consumer of each lane would leave a chunk of one lane locked and unseen while it speaks one of the
 * other. Here every fetched chunk has a thread that renews its lock while the engine makes it wait for a slot.
 */
final class LaneWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LaneWorker.class);

    private static final Duration IDLE = Duration.ofMillis(250);

    private final Lane lane;
    private final ChunkQueue queue;
    private final ChunkHandler handler;
    private final StopSignal stop;
    private final InstantSource clock;
    private final WorkerMetrics metrics;
    private final Consumer<Throwable> onFailure;
    private final Backoff backoff = new Backoff();

    LaneWorker(Lane lane, ChunkQueue queue, ChunkHandler handler, StopSignal stop, InstantSource clock,
            WorkerMetrics metrics, Consumer<Throwable> onFailure) {
        this.lane = lane;
        this.queue = queue;
        this.handler = handler;
        this.stop = stop;
        this.clock = clock;
        this.metrics = metrics;
        this.onFailure = onFailure;
    }

    @Override
    public void run() {
        try {
            while (!stop.isDraining()) {
                turn();
            }
        } catch (InterruptedException | InterruptException asked) {
            LOG.atDebug().addKeyValue("lane", lane.label()).log("interrupted");
        } catch (Throwable failure) { // the one catch-all: the service stops and restarts clean
            onFailure.accept(failure);
        } finally {
            queue.close();
        }
    }

    private void turn() throws InterruptedException {
        var record = take();
        if (record.isPresent()) {
            var ending = handler.handle(record.get(), new Hold(queue, stop, clock, metrics), lane);
            metrics.ended(lane, ending);
            settle(ending);
        }
    }

    private Optional<ConsumerRecord<String, byte[]>> take() throws InterruptedException {
        try {
            return queue.take(IDLE);
        } catch (InterruptException | AuthenticationException | AuthorizationException fatal) {
            throw fatal; // no patience helps here, and a person should see it
        } catch (KafkaException trouble) {
            LOG.atWarn().addKeyValue("lane", lane.label()).setCause(trouble).log("Kafka gives no chunks for now");
            stop.pause(backoff.next());
            return Optional.empty();
        }
    }

    private void settle(Ending ending) throws InterruptedException {
        boolean taken = switch (ending) {
            case COMPLETED, FAILED, EXPIRED, CANCELLED, UNDECODABLE -> queue.accept();
            case RETURNED -> queue.release();
            case LOST -> true;
        };
        if (!taken) {
            // It comes again, and whoever reads the audio ignores the repeat.
            metrics.lockLost();
        }
        if (ending == Ending.RETURNED) {
            stop.pause(backoff.next()); // so that another worker has it first, and a broken engine does not eat the lane
        } else {
            backoff.reset();
        }
    }
}
