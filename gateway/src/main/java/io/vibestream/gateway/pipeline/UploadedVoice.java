package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.VoiceRecording;
import java.time.Duration;
import java.time.Instant;

/** What is known of an uploaded voice without its recording. */
public record UploadedVoice(String name, Instant createdAt, Duration duration) {

    private static final long BYTES_PER_SECOND = 24_000L * Short.BYTES;

    public static UploadedVoice of(VoiceRecording recording) {
        return new UploadedVoice(recording.getName(), recording.getCreatedAt(),
                Duration.ofMillis(recording.getSamples().remaining() * 1000L / BYTES_PER_SECOND));
    }
}
