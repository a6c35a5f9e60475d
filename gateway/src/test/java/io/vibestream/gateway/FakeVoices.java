package io.vibestream.gateway;

import io.vibestream.gateway.pipeline.UploadedVoice;
import io.vibestream.gateway.pipeline.VoiceBook;
import io.vibestream.schemas.VoiceRecording;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A voice book in memory. */
final class FakeVoices implements VoiceBook {

    private final ConcurrentNavigableMap<String, VoiceRecording> voices = new ConcurrentSkipListMap<>();

    @Override
    public void write(VoiceRecording recording) {
        voices.put(recording.getName(), recording);
    }

    @Override
    public void delete(String name) {
        voices.remove(name);
    }

    @Override
    public List<UploadedVoice> known() {
        return voices.values().stream().map(UploadedVoice::of).toList();
    }

    @Override
    public Optional<VoiceRecording> read(String name) {
        return Optional.ofNullable(voices.get(name));
    }
}
