package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.VoiceRecording;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The voice book that lies on {@code tts.voices}. Safe to share between threads. */
final class KafkaVoices implements VoiceBook {

    private final Codec<VoiceRecording> codec;
    private final VoiceIndex index;
    private final Function<ProducerRecord<String, byte[]>, Position> produce;
    private final Function<Position, Optional<byte[]>> recall;

    /**
     * A book over an index that somebody else keeps up to date.
     *
     * @param produce writes a record and says where it lies, once it is safe
     * @param recall reads a record
     */
    KafkaVoices(Codec<VoiceRecording> codec, VoiceIndex index,
            Function<ProducerRecord<String, byte[]>, Position> produce, Function<Position, Optional<byte[]>> recall) {
        this.codec = codec;
        this.index = index;
        this.produce = produce;
        this.recall = recall;
    }

    @Override
    public void write(VoiceRecording recording) {
        var name = recording.getName();
        var place = produce.apply(new ProducerRecord<>(Topic.VOICES.topicName(), name, codec.encode(recording)));
        // Who uploaded it may speak with it at once, before the reader has seen it.
        index.put(name, Optional.of(UploadedVoice.of(recording)), place);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's own way to say that a key has no value any more.
    public void delete(String name) {
        var place = produce.apply(new ProducerRecord<>(Topic.VOICES.topicName(), name, null));
        index.put(name, Optional.empty(), place);
    }

    @Override
    public List<UploadedVoice> known() {
        return index.all();
    }

    @Override
    public Optional<VoiceRecording> read(String name) {
        return index.position(name).flatMap(recall).map(codec::decode);
    }
}
