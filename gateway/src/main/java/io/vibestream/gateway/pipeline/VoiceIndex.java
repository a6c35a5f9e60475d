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

    private record Entry(Optional<UploadedVoice> voice, Position position) {}

    /** No record comes so late: the reader is never so far behind who writes. */
    private static final long LATEST = 1_000;

    /**
     * The same record may come twice, from who wrote it and from Kafka; the later one counts.
     *
     * @param voice empty when it was deleted
     */
    void put(String name, Optional<UploadedVoice> voice, Position position) {
        entries.merge(name, new Entry(voice, position),
                (old, found) -> old.position().isAfter(found.position()) ? old : found);
        entries.values().removeIf(
                entry -> entry.voice().isEmpty() && entry.position().offset() < position.offset() - LATEST);
    }

    /** Where the recording of a voice lies; empty when there is no such voice. */
    Optional<Position> position(String name) {
        return Optional.ofNullable(entries.get(name)).filter(entry -> entry.voice().isPresent()).map(Entry::position);
    }

    List<UploadedVoice> all() {
        return entries.values().stream().flatMap(entry -> entry.voice().stream()).toList();
    }
}
