package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The job book that lies on {@code tts.jobs}. Safe to share between threads. */
final class KafkaJobs implements JobBook {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Codec<Job> codec;
    private final JobIndex index;
    private final Function<ProducerRecord<String, byte[]>, Position> produce;
    private final Function<Position, Optional<byte[]>> recall;

    /**
     * A book over an index that somebody else keeps up to date.
     *
     * @param produce writes a record and says where it lies, once it is safe
     * @param recall reads a record
     */
    KafkaJobs(Codec<Job> codec, JobIndex index, Function<ProducerRecord<String, byte[]>, Position> produce,
            Function<Position, Optional<byte[]>> recall) {
        this.codec = codec;
        this.index = index;
        this.produce = produce;
        this.recall = recall;
    }

    @Override
    public void write(Job job) {
        // Who wrote it may ask for it at once, before the reader has seen it.
        index.put(job, produce(job.getId(), codec.encode(job)));
    }

    private Position produce(String id, byte[] job) {
        return produce.apply(new ProducerRecord<>(Topic.JOBS.topicName(), id, job));
    }

    /** Kafka decides who was first: all records of an id are in one partition, and every gateway reads them in the same order. */
    @Override
    public Optional<KnownJob> claim(Job job) {
        var claimed = produce(job.getId(), codec.encode(job));
        var first = awaited(job);
        if (first.first().equals(claimed)) {
            return Optional.empty();
        }
        var origin = first.job().origin();
        if (origin.deleted() || origin.generation() != job.getGeneration()
                || !origin.bodyHash().equals(job.getBodyHash())) {
            // Compaction keeps the latest record of an id, which is now the wrong one.
            recall.apply(first.position()).ifPresent(bytes -> produce(job.getId(), bytes));
        }
        return Optional.of(first.job());
    }

    private JobIndex.Entry awaited(Job job) {
        try {
            return index.await(job.getId(), job.getGeneration(), PATIENCE)
                    .orElseThrow(() -> new PipelineException("The speech pipeline does not answer",
                            new IllegalStateException("a job that was written was not read within " + PATIENCE)));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new PipelineException("The gateway is stopping", stopping);
        }
    }

    @Override
    public Optional<KnownJob> known(String id) {
        return index.find(id).map(JobIndex.Entry::job);
    }

    @Override
    public List<KnownJob> known() {
        return index.all();
    }

    @Override
    public Optional<Job> read(String id) {
        return index.find(id).flatMap(entry -> recall.apply(entry.position())).map(codec::decode);
    }
}
