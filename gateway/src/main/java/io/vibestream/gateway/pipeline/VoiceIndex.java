package io.vibestream.gateway.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which voices were uploaded; their recordings stay in Kafka. Written by the reader's thread and by whoever uploads or deletes, read by all
 * others: hence a concurrent map. Keeps the names of deleted voices for a while, so that an older record that comes late brings none back.
 */
final class VoiceIndex {

    private final ConcurrentNavigableMap<String, Entry> entries = new ConcurrentSkipListMap<>();

    private record Entry(Optional<UploadedVoice> voice, long offset) {}

    /** No record comes so late: the reader is never so far behind who writes. */
    private static final long LATEST = 1_000;

    /**
     * The same record may come twice, from who wrote it and from Kafka; the later one counts.
     *
     * @param voice empty when it was deleted
     */
    void put(String name, Optional<UploadedVoice> voice, long offset) {
        entries.merge(name, new Entry(voice, offset), (old, found) -> old.offset() > found.offset() ? old : found);
        entries.values().removeIf(entry -> entry.voice().isEmpty() && entry.offset() < offset - LATEST);
    }

    List<UploadedVoice> all() {
        return entries.values().stream().flatMap(entry -> entry.voice().stream()).toList();
    }
}
