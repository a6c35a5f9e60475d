package io.vibestream.schemas;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToIntBiFunction;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * The codec of every topic's values, with the schemas registered under the topics' subjects. Made once per process; safe to share.
 *
 * <p>A registry is handed in as two functions, so that this module knows none.
 */
public final class Codecs {

    static {
        // Avro makes no object of a class that nobody vouched for. The rest of Avro's own rules stay as they are.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(Codecs.class.getPackageName())));
    }

    private final ToIntBiFunction<String, Schema> register;
    private final IntFunction<Optional<Schema>> schemaById;
    private final Codec<SpeechRequest> requests;
    private final Codec<SpeechPlan> plans;
    private final Codec<SpeechChunk> chunks;
    private final Codec<ChunkEvent> events;
    private final Codec<SpeechResult> results;
    private final Codec<RequestStatus> statuses;
    private final Codec<Cancellation> cancellations;
    private final Codec<Job> jobs;
    private final Codec<VoiceRecording> voices;

    /**
     * Registers every topic's schema.
     *
     * @param register subject and schema to id
     * @param schemaById id to schema, if there is one; throws when it cannot tell
     */
    public Codecs(ToIntBiFunction<String, Schema> register, IntFunction<Optional<Schema>> schemaById) {
        this.register = register;
        this.schemaById = schemaById;
        requests = codec(SpeechRequest.class, Topic.REQUESTS);
        plans = codec(SpeechPlan.class, Topic.PLANS);
        chunks = codec(SpeechChunk.class, Topic.CHUNKS_INTERACTIVE, Topic.CHUNKS_BULK);
        events = codec(ChunkEvent.class, Topic.AUDIO);
        results = codec(SpeechResult.class, Topic.RESULTS);
        statuses = codec(RequestStatus.class, Topic.STATUS);
        cancellations = codec(Cancellation.class, Topic.CANCELLATIONS);
        jobs = codec(Job.class, Topic.JOBS);
        voices = codec(VoiceRecording.class, Topic.VOICES);
    }

    private <T extends SpecificRecord> Codec<T> codec(Class<T> type, Topic topic, Topic... alike) {
        var schema = schema(type);
        int id = register.applyAsInt(topic.subject(), schema);
        for (var other : alike) {
            int _ = register.applyAsInt(other.subject(), schema);
        }
        return new AvroCodec<>(type, id, schemaById);
    }

    public Codec<SpeechRequest> requests() {
        return requests;
    }

    public Codec<SpeechPlan> plans() {
        return plans;
    }

    public Codec<SpeechChunk> chunks() {
        return chunks;
    }

    public Codec<ChunkEvent> events() {
        return events;
    }

    public Codec<SpeechResult> results() {
        return results;
    }

    public Codec<RequestStatus> statuses() {
        return statuses;
    }

    public Codec<Cancellation> cancellations() {
        return cancellations;
    }

    public Codec<Job> jobs() {
        return jobs;
    }

    public Codec<VoiceRecording> voices() {
        return voices;
    }

    /** The schema of a generated class without the remark that Java should read text as {@code String}: others need not know. */
    private static Schema schema(Class<? extends SpecificRecord> type) {
        var json = SpecificData.get().getSchema(type).toString().replace(",\"avro.java.string\":\"String\"", "");
        return new SchemaParser().parse(json).mainSchema();
    }
}
