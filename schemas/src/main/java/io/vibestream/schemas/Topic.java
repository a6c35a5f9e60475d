package io.vibestream.schemas;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The topic catalogue: every topic of the pipeline with its partitions, retention, compaction and record limit. Topics are created from
 * here and nowhere else.
 *
 * <p>Plans and audio have the same number of partitions because the assembler joins them by request id. The chunk
 * topics have one partition each, so that every worker is assigned it: share groups hand out records, but only of partitions that a worker
 * has, and with fewer workers than partitions a chunk would wait for a busy or a dead worker while another one is idle.
 */
public enum Topic {
    /** {@link SpeechRequest} by request id. */
    REQUESTS("tts.requests", 6, Cleanup.DELETE, Duration.ofDays(1), Limits.DEFAULT_RECORD),
    /** {@link SpeechPlan} by request id. */
    PLANS("tts.plans", 6, Cleanup.DELETE, Duration.ofDays(1), Limits.DEFAULT_RECORD),
    /** {@link SpeechChunk}s that somebody waits for, by request id and chunk index. */
    CHUNKS_INTERACTIVE("tts.chunks.interactive", 1, Cleanup.DELETE, Duration.ofDays(1), Limits.DEFAULT_RECORD),
    /** {@link SpeechChunk}s that nobody waits for, by request id and chunk index. */
    CHUNKS_BULK("tts.chunks.bulk", 1, Cleanup.DELETE, Duration.ofDays(7), Limits.DEFAULT_RECORD),
    /** {@link ChunkEvent} by request id. */
    AUDIO("tts.audio", 6, Cleanup.DELETE, Duration.ofDays(1), Limits.DEFAULT_RECORD),
    /** {@link SpeechResult} by request id; inline audio makes these larger than others. */
    RESULTS("tts.results", 6, Cleanup.DELETE, Duration.ofDays(2), Limits.INLINE_RECORD),
    /** {@link RequestStatus} by request id, the latest only. As long as an ended job can be asked for, and a day. */
    STATUS("tts.status", 6, Cleanup.COMPACT_AND_DELETE, Duration.ofDays(8), Limits.INLINE_RECORD),
    /** {@link Cancellation} by request id. */
    CANCELLATIONS("tts.cancellations", 6, Cleanup.COMPACT_AND_DELETE, Duration.ofHours(6), Limits.DEFAULT_RECORD),
    /** {@link Job} by job id, the latest only. As long as a request may live, and its status after it. Holds texts and webhooks: for gateways only. */
    JOBS("tts.jobs", 6, Cleanup.COMPACT_AND_DELETE, Duration.ofDays(15), Limits.INLINE_RECORD),
    /** {@link VoiceRecording} by the voice's name, for ever, the latest only; no value where a voice was deleted. In one order for all. */
    VOICES("tts.voices", 1, Cleanup.COMPACT, Limits.FOR_EVER, Limits.VOICE_RECORD),
    /** Records that nobody could use, as they came, under their own key; {@link Headers} say where from and why. */
    DEAD_LETTERS("tts.dead-letters", 1, Cleanup.DELETE, Duration.ofDays(14), Limits.INLINE_RECORD);

    /** What happens to old records. */
    public enum Cleanup {
        DELETE("delete"), COMPACT("compact"), COMPACT_AND_DELETE("compact,delete");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }
    }

    /** Record sizes in bytes. */
    public static final class Limits {
        /** Kafka's own default, so that no client needs a setting: 1 MiB and the batch's overhead. */
        public static final int DEFAULT_RECORD = 1_048_588;
        /** Room for inline audio of up to {@link #INLINE_AUDIO}. */
        public static final int INLINE_RECORD = 8 * 1_048_576;
        /** Room for the longest recording of a voice, 1.44 MB. */
        public static final int VOICE_RECORD = 2 * 1_048_576;
        /** The most audio that a result carries itself; base64 makes 6.7 MB of it, which RunPod still takes. */
        public static final int INLINE_AUDIO = 5_000_000;

        /** Kafka's own way to say so. */
        static final Duration FOR_EVER = Duration.ofMillis(-1);

        private Limits() {}
    }

    private static final Set<Topic> READ_BY_OTHERS = Set.of(RESULTS, STATUS, DEAD_LETTERS);

    private final String topicName;
    private final int partitions;
    private final Cleanup cleanup;
    private final Duration retention;
    private final int maxRecordBytes;

    Topic(String topicName, int partitions, Cleanup cleanup, Duration retention, int maxRecordBytes) {
        this.topicName = topicName;
        this.partitions = partitions;
        this.cleanup = cleanup;
        this.retention = retention;
        this.maxRecordBytes = maxRecordBytes;
    }

    public String topicName() {
        return topicName;
    }

    public int partitions() {
        return partitions;
    }

    public int maxRecordBytes() {
        return maxRecordBytes;
    }

    /** The name under which the registry keeps the schema of this topic's values. */
    public String subject() {
        return topicName + "-value";
    }

    /** The topic's settings by Kafka's names. */
    public Map<String, String> configs() {
        var configs = new TreeMap<String, String>();
        configs.put("cleanup.policy", cleanup.policy);
        configs.put("retention.ms", Long.toString(retention.toMillis()));
        configs.put("max.message.bytes", Integer.toString(maxRecordBytes));
        if (READ_BY_OTHERS.contains(this)) {
            // Some clients have no decompressor but gzip's; what is in these topics hardly shrinks anyway.
            configs.put("compression.type", "uncompressed");
        }
        if (cleanup != Cleanup.DELETE) {
            // Without this a quiet topic would keep every old version of every status until a segment fills up.
            configs.put("segment.ms", Long.toString(Duration.ofHours(1).toMillis()));
        }
        return Map.copyOf(configs);
    }

    /** The lane of a request's chunks. */
    public static Topic chunks(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> CHUNKS_INTERACTIVE;
            case BULK -> CHUNKS_BULK;
        };
    }

    /** The share group of all workers that take chunks from a lane, one member for every slot. */
    public static String workers(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> "synth-worker-interactive";
            case BULK -> "synth-worker-bulk";
        };
    }

    public static List<Topic> all() {
        return List.of(values());
    }

    /** The topic of this name, if it is one of ours. */
    public static Optional<Topic> named(String topicName) {
        return all().stream().filter(topic -> topic.topicName.equals(topicName)).findFirst();
    }
}
