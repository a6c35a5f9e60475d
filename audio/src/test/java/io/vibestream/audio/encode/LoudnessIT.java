package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.Leveler;
import io.vibestream.audio.LoudnessMeter;
import io.vibestream.audio.LoudnessTarget;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Signals;
import io.vibestream.audio.Wav;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our meter and our leveler against FFmpeg's own measurement after EBU R 128. */
class LoudnessIT {

    private static final Pattern INTEGRATED = Pattern.compile("Integrated loudness:\\s+I:\\s+(-?[\\d.]+) LUFS");
    private static final Pattern TRUE_PEAK = Pattern.compile("True peak:\\s+Peak:\\s+(-?[\\d.]+) dBFS");

    @ParameterizedTest
    @CsvSource({"24000, 0.9, 1", "24000, 0.05, 2", "48000, 0.5, 3", "16000, 0.7, 4", "44100, 0.3, 5"})
    void agreesWithFfmpegOnLoudnessAndTruePeak(int rate, float amplitude, long seed) {
        var speech = Signals.speech(rate, amplitude, 10, seed);
        var meter = new LoudnessMeter(rate);
        meter.add(speech);

        var report = Tools.filter(Wav.write(speech), "ebur128=peak=true");

        assertThat(meter.integrated().orElseThrow()).isCloseTo(number(INTEGRATED, report), within(0.1));
        assertThat(Signals.decibels(meter.truePeak())).isCloseTo(number(TRUE_PEAK, report), within(0.3));
    }

    @ParameterizedTest
    @CsvSource({"0.9, -20", "0.05, -20", "0.3, -16"})
    void ffmpegFindsLeveledSpeechAtItsTargetEvenInAnMp3(float amplitude, double lufs) {
        var speech = Signals.speech(24000, amplitude, 10, 7);
        var meter = new LoudnessMeter(24000);
        meter.add(speech);
        var leveler = new Leveler(24000, meter.loudness(), LoudnessTarget.SPEECH.withLufs(lufs));
        var mp3 = new EncoderSettings(24000, 128);

        var leveled = join(leveler.process(speech), leveler.finish());

        var report = Tools.filter(Wav.write(leveled), "ebur128=peak=true");
        assertThat(number(INTEGRATED, report)).isCloseTo(lufs, within(0.5));
        assertThat(number(TRUE_PEAK, report)).isLessThanOrEqualTo(-1);
        var encoded = Tools.filter(Recording.stored(Mp3Encoders.open(mp3), leveled), "ebur128=peak=true");
        assertThat(number(INTEGRATED, encoded)).isCloseTo(lufs, within(0.5));
    }

    private static Pcm join(Pcm first, Pcm second) {
        var all = new float[first.length() + second.length()];
        first.copyTo(all, 0, 0, first.length());
        second.copyTo(all, first.length(), 0, second.length());
        return Pcm.of(first.sampleRate(), all);
    }

    private static double number(Pattern pattern, String report) {
        var found = pattern.matcher(report);
        assertThat(found.find()).as(report).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
