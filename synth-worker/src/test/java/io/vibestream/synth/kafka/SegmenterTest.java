package io.vibestream.synth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.audio.Pcm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SegmenterTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void segmentsAreTheSamplesInOrderAndOnlyTheLastIsShort(long seed) {
        var random = new Random(seed);
        var segmenter = new Segmenter(24_000, 100);
        var heard = new ArrayList<Float>();
        var segments = new ArrayList<Pcm>();

        for (int piece = 0; piece < random.nextInt(30); piece++) {
            var samples = new float[random.nextInt(350)];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = random.nextFloat();
                heard.add(samples[i]);
            }
            segments.addAll(segmenter.add(Pcm.of(24_000, samples)));
        }
        assertThat(segments).as("seed %d", seed).allMatch(segment -> segment.length() == 100);
        segmenter.rest().ifPresent(segments::add);

        assertThat(samples(segments)).as("seed %d", seed).isEqualTo(heard);
        assertThat(segmenter.rest()).isEmpty();
    }

    private static List<Float> samples(List<Pcm> segments) {
        var samples = new ArrayList<Float>();
        for (var segment : segments) {
            for (float sample : segment.toArray()) {
                samples.add(sample);
            }
        }
        return samples;
    }

    @Test
    void soundOfAnotherRateIsRefused() {
        var segmenter = new Segmenter(24_000, 100);

        assertThatThrownBy(() -> segmenter.add(Pcm.silence(16_000, 1)))
                .hasMessage("engine: expected 24000 Hz, found 16000 Hz");
    }
}
