package io.vibestream.gateway;

import io.vibestream.gateway.pipeline.UploadedVoice;
import io.vibestream.gateway.pipeline.VoiceBook;
import io.vibestream.schemas.VoiceRecording;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A voice book in memory. */
final class FakeVoices implements VoiceBook {

    private final ConcurrentNavigableMap<String, UploadedVoice> voices = new ConcurrentSkipListMap<>();

    @Override
    public void write(VoiceRecording recording) {
        voices.put(recording.getName(), UploadedVoice.of(recording));
    }

    @Override
    public void delete(String name) {
        voices.remove(name);
    }

    @Override
    public List<UploadedVoice> known() {
        return List.copyOf(voices.values());
    }
}
