package io.vibestream.audio.encode;

import io.vibestream.audio.AudioFormatException;
import io.vibestream.audio.Pcm;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/** Takes the sound out of a file, with the few demuxers and decoders that recordings need. Owned by one thread, which closes it. */
final class FfmpegDecoder implements AutoCloseable {

    /** How many are open: tests assert that none is left. */
    static final AtomicInteger OPEN = new AtomicInteger();

    private static final String DECODERS = "mp3float,mp3,vorbis,opus,libopus,flac,aac,alac";
    private static final int SLOWEST = 8_000;
    private static final int FASTEST = 192_000;

    private final Deque<Runnable> releases = new ArrayDeque<>();
    private final AVFormatContext file;
    private final int stream;
    private final AVCodecContext decoder;
    private final SwrContext mixer;
    private final AVPacket packet;
    private final AVFrame decoded;
    private final AVFrame mono;
    private float[] samples = new float[0];
    private int filled;

    FfmpegDecoder(byte[] bytes, String demuxer) {
        OPEN.incrementAndGet();
        releases.push(OPEN::decrementAndGet);
        try {
            file = open(bytes, demuxer);
            Ffmpeg.check("streams", avformat.avformat_find_stream_info(file, (AVDictionary) null));
            stream = Ffmpeg.check("sound",
                    avformat.av_find_best_stream(file, avutil.AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0));
            decoder = openDecoder();
            mixer = swresample.swr_alloc();
            releases.push(() -> swresample.swr_free(mixer));
            packet = avcodec.av_packet_alloc();
            releases.push(() -> avcodec.av_packet_free(packet));
            decoded = frame();
            mono = frame();
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private AVFormatContext open(byte[] bytes, String demuxer) {
        var source = new FfmpegSource(bytes);
        releases.push(source::close);
        var context = avformat.avformat_alloc_context();
        context.pb(source.context());
        context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
        var options = new AVDictionary(null);
        avutil.av_dict_set(options, "codec_whitelist", DECODERS, 0);
        avutil.av_dict_set(options, "protocol_whitelist", "", 0);
        try {
            // Frees the context when it fails.
            Ffmpeg.check("opening", avformat.avformat_open_input(context, (BytePointer) null,
                    avformat.av_find_input_format(demuxer), options));
        } finally {
            avutil.av_dict_free(options);
        }
        releases.push(() -> avformat.avformat_close_input(context));
        return context;
    }

    private AVCodecContext openDecoder() {
        var parameters = file.streams(stream).codecpar();
        var found = avcodec.avcodec_find_decoder(parameters.codec_id());
        if (found == null) {
            throw new EncodingException("expected sound that a decoder is there for, found other sound");
        }
        var context = avcodec.avcodec_alloc_context3(found);
        releases.push(() -> avcodec.avcodec_free_context(context));
        Ffmpeg.check("decoder", avcodec.avcodec_parameters_to_context(context, parameters));
        var options = new AVDictionary(null);
        avutil.av_dict_set(options, "codec_whitelist", DECODERS, 0);
        try {
            Ffmpeg.check("decoder", avcodec.avcodec_open2(context, found, options));
        } finally {
            avutil.av_dict_free(options);
        }
        return context;
    }

    private AVFrame frame() {
        var frame = avutil.av_frame_alloc();
        releases.push(() -> avutil.av_frame_free(frame));
        return frame;
    }

    /** All of the sound. Once only. */
    Pcm decode(int mostSeconds) {
        int rate = decoder.sample_rate();
        if (rate < SLOWEST || rate > FASTEST) {
            throw new AudioFormatException(
                    "expected a sample rate of " + SLOWEST + " to " + FASTEST + " Hz, found " + rate);
        }
        int most = mostSeconds * rate;
        int read = 0;
        while (read >= 0) {
            read = avformat.av_read_frame(file, packet);
            if (read < 0 && read != avutil.AVERROR_EOF()) {
                Ffmpeg.check("reading", read);
            }
            if (read < 0) {
                Ffmpeg.check("decoding", avcodec.avcodec_send_packet(decoder, (AVPacket) null));
                receive(rate);
            } else if (packet.stream_index() == stream) {
                Ffmpeg.check("decoding", avcodec.avcodec_send_packet(decoder, packet));
                receive(rate);
            }
            avcodec.av_packet_unref(packet);
            if (filled > most) {
                throw new AudioFormatException("expected at most " + mostSeconds + " s of sound, found more");
            }
        }
        return Pcm.of(rate, Arrays.copyOf(samples, filled));
    }

    private void receive(int rate) {
        for (int result = avcodec.avcodec_receive_frame(decoder, decoded); result != avutil.AVERROR_EAGAIN()
                && result != avutil.AVERROR_EOF(); result = avcodec.avcodec_receive_frame(decoder, decoded)) {
            Ffmpeg.check("decoding", result);
            avutil.av_channel_layout_default(mono.ch_layout(), 1);
            mono.format(avutil.AV_SAMPLE_FMT_FLT);
            mono.sample_rate(rate);
            // Refuses sound that changes its rate or its channels half-way.
            Ffmpeg.check("mixing", swresample.swr_convert_frame(mixer, mono, decoded));
            append(new FloatPointer(mono.data(0)), mono.nb_samples());
            avutil.av_frame_unref(mono);
            avutil.av_frame_unref(decoded);
        }
    }

    private void append(FloatPointer piece, int count) {
        if (filled + count > samples.length) {
            samples = Arrays.copyOf(samples, Math.max(2 * samples.length, filled + count));
        }
        piece.get(samples, filled, count);
        filled += count;
    }

    /** Any number of times. */
    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
