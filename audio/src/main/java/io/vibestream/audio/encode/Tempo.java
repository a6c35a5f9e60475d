package io.vibestream.audio.encode;

import io.vibestream.audio.Pcm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Makes speech faster or slower and leaves its pitch, piece by piece: FFmpeg's {@code atempo}, which overlaps similar waves. Owned by one
 * thread, which closes it.
 */
public final class Tempo implements AutoCloseable {

    public static final double SLOWEST = 0.25;
    public static final double FASTEST = 4;

    /** How many native filters are open: tests assert that none is left. */
    static final AtomicInteger OPEN = new AtomicInteger();

    /** One filter does no less than half, and beyond double it skips samples instead of overlapping them. */
    private static final double MOST_PER_FILTER = 2;

    /** The filter hands out whole frames, as long as those that go in: short ones keep it from lagging behind. */
    private static final int FRAME = 512;

    private final int sampleRate;
    private final float[] block = new float[FRAME];
    private final Deque<Runnable> releases = new ArrayDeque<>();
    private final AVFilterContext source;
    private final AVFilterContext sink;
    private final AVFrame in;
    private final AVFrame out;
    private long samplesIn;

    /** @param speed 2 is twice as fast */
    public Tempo(int sampleRate, double speed) {
        if (!(speed >= SLOWEST && speed <= FASTEST)) {
            throw new IllegalArgumentException("speed: expected " + SLOWEST + " to " + FASTEST + ", found " + speed);
        }
        this.sampleRate = sampleRate;
        Ffmpeg.load();
        OPEN.incrementAndGet();
        releases.push(OPEN::decrementAndGet);
        try {
            var graph = avfilter.avfilter_graph_alloc();
            releases.push(() -> avfilter.avfilter_graph_free(graph));
            source = add(graph, "abuffer", "time_base=1/" + sampleRate + ":sample_rate=" + sampleRate
                    + ":sample_fmt=flt:channel_layout=mono");
            sink = add(graph, "abuffersink", "");
            var last = source;
            int filters = Math.abs(Math.log(speed)) > Math.log(MOST_PER_FILTER) ? 2 : 1;
            for (int i = 0; i < filters; i++) {
                var filter = add(graph, "atempo", "tempo=" + Math.pow(speed, 1.0 / filters));
                Ffmpeg.check("filter", avfilter.avfilter_link(last, 0, filter, 0));
                last = filter;
            }
            Ffmpeg.check("filter", avfilter.avfilter_link(last, 0, sink, 0));
            Ffmpeg.check("filter", avfilter.avfilter_graph_config(graph, null));
            in = frame();
            out = frame();
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private static AVFilterContext add(AVFilterGraph graph, String name, String arguments) {
        var context = new AVFilterContext(null);
        Ffmpeg.check("filter " + name, avfilter.avfilter_graph_create_filter(context,
                avfilter.avfilter_get_by_name(name), name + graph.nb_filters(), arguments, null, graph));
        return context;
    }

    private AVFrame frame() {
        var frame = avutil.av_frame_alloc();
        releases.push(() -> avutil.av_frame_free(frame));
        return frame;
    }

    /** Changes the next piece. What comes back lags behind by less than half a second. */
    public Pcm process(Pcm audio) {
        if (audio.sampleRate() != sampleRate) {
            throw new IllegalArgumentException("tempo: expected " + sampleRate + " Hz, found " + audio.sampleRate());
        }
        var pieces = new ArrayList<float[]>();
        for (int from = 0; from < audio.length(); from += FRAME) {
            send(audio, from, Math.min(FRAME, audio.length() - from));
            drain(pieces);
        }
        return joined(pieces);
    }

    private void send(Pcm audio, int from, int count) {
        in.format(avutil.AV_SAMPLE_FMT_FLT);
        in.sample_rate(sampleRate);
        in.nb_samples(count);
        in.pts(samplesIn);
        avutil.av_channel_layout_default(in.ch_layout(), 1);
        Ffmpeg.check("frame", avutil.av_frame_get_buffer(in, 0));
        audio.copyTo(block, 0, from, count);
        new FloatPointer(in.data(0)).put(block, 0, count);
        samplesIn += count;
        Ffmpeg.check("filtering", avfilter.av_buffersrc_add_frame(source, in)); // takes the frame's buffer over
    }

    /** Hands out the rest. Once only. */
    public Pcm finish() {
        Ffmpeg.check("ending", avfilter.av_buffersrc_add_frame(source, null));
        var pieces = new ArrayList<float[]>();
        drain(pieces);
        return joined(pieces);
    }

    private void drain(List<float[]> pieces) {
        for (int result = avfilter.av_buffersink_get_frame(sink, out); result != avutil.AVERROR_EAGAIN()
                && result != avutil.AVERROR_EOF(); result = avfilter.av_buffersink_get_frame(sink, out)) {
            Ffmpeg.check("filtering", result);
            var piece = new float[out.nb_samples()];
            new FloatPointer(out.data(0)).get(piece);
            avutil.av_frame_unref(out);
            pieces.add(piece);
        }
    }

    private Pcm joined(List<float[]> pieces) {
        var samples = new float[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (var piece : pieces) {
            System.arraycopy(piece, 0, samples, at, piece.length);
            at += piece.length;
        }
        return Pcm.of(sampleRate, samples);
    }

    /** Any number of times. */
    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
