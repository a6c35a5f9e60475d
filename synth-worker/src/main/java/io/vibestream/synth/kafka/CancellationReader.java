package io.vibestream.synth.kafka;

import io.vibestream.schemas.Cancellation;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.UndecodableException;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes note of every cancellation there is, old ones first: the topic keeps them for hours only. */
record CancellationReader(Codec<Cancellation> codec, CancelledRequests cancelled) implements TopicFollower.Reading {

    private static final Logger LOG = LoggerFactory.getLogger(CancellationReader.class);

    @Override
    public void begin(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        consumer.seekToBeginning(partitions);
    }

    @Override
    public void note(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return; // a tombstone: what it deletes is of no use any more, and forgotten in time
        }
        try {
            cancelled.add(codec.decode(record.value()).getRequestId());
        } catch (UndecodableException bad) {
            // The assembler makes it a dead letter; here it only means that a chunk is spoken in vain.
            LOG.atDebug().addKeyValue("offset", record.offset()).log("an undecodable cancellation");
        }
    }
}
