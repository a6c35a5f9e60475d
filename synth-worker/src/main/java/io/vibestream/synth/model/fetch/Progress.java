package io.vibestream.synth.model.fetch;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a fetch is.
 *
 * @param left empty until the speed is known
 */
public record Progress(long bytes, long total, double bytesPerSecond, Optional<Duration> left) {

    @Override
    public String toString() {
        var text = "%s of %s (%d %%), %s/s".formatted(size(bytes), size(total), total == 0 ? 100 : 100 * bytes / total,
                size((long) bytesPerSecond));
        return left.map(time -> text + ", " + (time.toMinutes() > 0 ? time.toMinutes() + " min " : "")
                + time.toSecondsPart() + " s left").orElse(text);
    }

    private static String size(long bytes) {
        return bytes >= 1_000_000_000 ? "%.2f GB".formatted(bytes / 1e9) : "%.1f MB".formatted(bytes / 1e6);
    }
}
