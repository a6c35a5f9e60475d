package io.vibestream.assembler;

import io.vibestream.audio.Leveler;
import io.vibestream.audio.LoudnessMeter;
import io.vibestream.audio.LoudnessTarget;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Silences;
import io.vibestream.audio.Timeline;
import io.vibestream.audio.encode.AudioFormat;
import io.vibestream.audio.encode.EncoderSettings;
import io.vibestream.audio.encode.TrackEncoder;
import io.vibestream.audio.encode.TrackEncoders;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.TrackFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Optional;

/**
 * Writes one request's speech into one file: silence between its chunks, brought to its loudness and sample rate, encoded once from start
 * to end. Plays the sound twice, first to measure, and never holds more than some seconds of it. Used once, by one thread.
 */
final class TrackWriter {

    private final SpeechPlan plan;
    private final Sound sound;
    private final Silences silences;

    TrackWriter(SpeechPlan plan, Sound sound) {
        this.plan = plan;
        this.sound = sound;
        var pauses = new HashMap<Integer, Integer>();
        plan.getChunks().forEach(
                chunk -> chunk.getPauseMillis().ifPresent(millis -> pauses.put(chunk.getIndex(), millis)));
        silences = Silences.ofMillis(Sound.SAMPLE_RATE, 1, plan.getSilenceMillis(), pauses, plan.getEndPauseMillis());
    }

    static AudioFormat format(TrackFormat format) {
        return switch (format) {
            case MP3 -> AudioFormat.MP3;
            case OPUS -> AudioFormat.OPUS;
            case AAC -> AudioFormat.AAC;
            case FLAC -> AudioFormat.FLAC;
            case WAV -> AudioFormat.WAV;
            case PCM -> AudioFormat.PCM;
        };
    }

    /**
     * Writes the file and says where the chunks lie in it. The plan's chunks must all be spoken.
     *
     * @throws io.vibestream.audio.encode.EncodingException when the encoder fails
     * @throws IllegalArgumentException when the format does not allow the plan's sample rate
     */
    Timeline write(Path file) throws IOException {
        var format = format(plan.getFormat());
        var settings = new EncoderSettings(plan.getSampleRate(), plan.getBitrateKbps(), plan.getTitle())
                .nearestFor(format);
        // Before anything is measured, so that a sample rate that the format does not allow costs nothing.
        try (var encoder = TrackEncoders.open(format, settings);
                var out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            return write(encoder, out);
        }
    }

    private Timeline write(TrackEncoder encoder, FileChannel out) throws IOException {
        var leveler = leveler();
        var resampler = new BlockResampler(Sound.SAMPLE_RATE, plan.getSampleRate());
        Sound.Listener file = piece -> {
            for (var ready : resampler.process(piece)) {
                write(encoder.encode(ready), out);
            }
        };
        var timeline = play(piece -> file.hear(leveler.isPresent() ? leveler.get().process(piece) : piece));
        if (leveler.isPresent()) {
            file.hear(leveler.get().finish());
        }
        write(encoder.encode(resampler.finish()), out);
        finish(encoder, out);
        return timeline;
    }

    /** Where the chunks would lie in the file, without one. */
    Timeline measure() throws IOException {
        return play(_ -> {});
    }

    private Optional<Leveler> leveler() throws IOException {
        if (plan.getLoudness().isEmpty()) {
            return Optional.empty();
        }
        var meter = new LoudnessMeter(Sound.SAMPLE_RATE);
        play(meter::add);
        return Optional.of(new Leveler(Sound.SAMPLE_RATE, meter.loudness(),
                LoudnessTarget.SPEECH.withLufs(plan.getLoudness().get())));
    }

    /** Each chunk gets its speed by itself: the silences then keep their length, and it is known to the sample where a chunk lies. */
    private Timeline play(Sound.Listener listener) throws IOException {
        var timeline = new Timeline(silences);
        for (int i = 0; i < plan.getChunks().size(); i++) {
            int chunk = i;
            try (var pace = new Pace(plan.getSpeed())) {
                sound.play(chunk, segment -> append(timeline, chunk, pace.process(segment), listener));
                append(timeline, chunk, pace.finish(), listener);
            }
        }
        hear(timeline.finish(), listener);
        return timeline;
    }

    private static void append(Timeline timeline, int chunk, Pcm piece, Sound.Listener listener) throws IOException {
        hear(timeline.append(chunk, piece.length()), listener);
        listener.hear(piece);
    }

    private static void hear(int silence, Sound.Listener listener) throws IOException {
        for (var piece : Silences.pieces(Sound.SAMPLE_RATE, silence)) {
            listener.hear(piece);
        }
    }

    private static void finish(TrackEncoder encoder, FileChannel out) throws IOException {
        var ending = encoder.finish();
        write(ending.tail(), out);
        for (var patch : ending.patches()) {
            var bytes = ByteBuffer.wrap(patch.bytes());
            while (bytes.hasRemaining()) {
                out.write(bytes, patch.offset() + bytes.position());
            }
        }
    }

    private static void write(byte[] bytes, FileChannel out) throws IOException {
        var left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            out.write(left);
        }
    }
}
