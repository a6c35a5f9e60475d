package io.vibestream.gateway.pipeline;

import io.vibestream.gateway.streaming.Place;
import io.vibestream.gateway.streaming.Recall;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Segment;
import io.vibestream.schemas.Topic;
import java.nio.ByteBuffer;
import org.apache.kafka.common.TopicPartition;

/** Reads single segments again, for any number of listeners at once. */
final class AudioRecall implements Recall {

    private final RecordRecall records;
    private final Codecs codecs;

    AudioRecall(RecordRecall records, Codecs codecs) {
        this.records = records;
        this.codecs = codecs;
    }

    /** @throws PipelineException when the segment is no longer there */
    @Override
    public byte[] samples(Place place) {
        var position = new Position(new TopicPartition(Topic.AUDIO.topicName(), place.partition()), place.offset());
        var event = records.read(position).map(codecs.events()::decode);
        if (event.isPresent() && event.get().getEvent() instanceof Segment segment) {
            return bytes(segment.getPcm());
        }
        throw new PipelineException("The speech cannot be read again",
                new IllegalStateException("expected a segment at " + position + ", found "
                        + (event.isPresent() ? "something else" : "nothing")));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
