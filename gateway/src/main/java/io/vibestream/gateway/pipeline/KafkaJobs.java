package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.Topic;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The job book that lies on {@code tts.jobs}. Safe to share between threads. */
final class KafkaJobs implements JobBook {

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
        index.put(job, produce
                .apply(new ProducerRecord<>(Topic.JOBS.topicName(), job.getId(), codec.encode(job))));
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
