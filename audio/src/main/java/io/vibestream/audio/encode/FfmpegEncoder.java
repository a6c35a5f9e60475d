package io.vibestream.audio.encode;

import io.vibestream.audio.Pcm;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.ShortPointer;

/** MP3, Opus, AAC and FLAC by FFmpeg. Owned by one thread, and used through {@link OneTrack}. */
final class FfmpegEncoder implements TrackEncoder {

    /** How many native encoders are open: tests assert that none is left. */
    static final AtomicInteger OPEN = new AtomicInteger();

    /** FFmpeg's names of muxer and encoder, and the samples that the encoder takes. */
    record Codec(String muxer, String encoder, int sampleFormat) {

        static Codec of(AudioFormat format) {
            return switch (format) {
                case MP3 -> new Codec("mp3", "libmp3lame", avutil.AV_SAMPLE_FMT_FLTP);
                case OPUS -> new Codec("ogg", "libopus", avutil.AV_SAMPLE_FMT_FLT);
                case AAC -> new Codec("adts", "aac", avutil.AV_SAMPLE_FMT_FLTP);
                case FLAC -> new Codec("flac", "flac", avutil.AV_SAMPLE_FMT_S16);
                case WAV, PCM -> throw new IllegalArgumentException(format + ": expected a format that FFmpeg encodes");
            };
        }
    }

    /** Written by {@link #openM4b} alone. */
    private static final Codec M4B = new Codec("ipod", "aac", avutil.AV_SAMPLE_FMT_FLTP);

    private final Codec codec;
    private final List<Chapter> chapters;
    private final Sink sink = new Sink();
    private final Deque<Runnable> releases = new ArrayDeque<>();
    private final AVFormatContext muxer;
    private final AVCodecContext encoder;
    private final AVStream stream;
    private final AVFrame frame;
    private final AVPacket packet;
    private final float[] samples;
    private int filled;
    private long encoded;

    FfmpegEncoder(Codec codec, EncoderSettings settings, List<Chapter> chapters) {
        this.codec = codec;
        this.chapters = List.copyOf(chapters);
        OPEN.incrementAndGet();
        releases.push(OPEN::decrementAndGet);
        try {
            muxer = openMuxer();
            encoder = openEncoder(settings);
            stream = openStream(settings);
            samples = new float[encoder.frame_size()];
            frame = openFrame();
            packet = avcodec.av_packet_alloc();
            releases.push(() -> avcodec.av_packet_free(packet));
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    static TrackEncoder open(AudioFormat format, EncoderSettings settings) {
        if (format == AudioFormat.MP3) {
            return openMp3(settings, List.of());
        }
        Limits.check(format, settings);
        Ffmpeg.load();
        return new OneTrack(new FfmpegEncoder(Codec.of(format), settings, List.of()), settings.sampleRate());
    }

    static TrackEncoder openMp3(EncoderSettings settings, List<Chapter> chapters) {
        Limits.check(AudioFormat.MP3, settings);
        Ffmpeg.load();
        return new OneTrack(
                new Mp3File(new FfmpegEncoder(Codec.of(AudioFormat.MP3), settings, List.of()), settings, chapters),
                settings.sampleRate());
    }

    static TrackEncoder openM4b(EncoderSettings settings, List<Chapter> chapters) {
        Limits.check(AudioFormat.AAC, settings);
        Ffmpeg.load();
        return new OneTrack(new FfmpegEncoder(M4B, settings, chapters), settings.sampleRate());
    }

    private AVFormatContext openMuxer() {
        var io = new FfmpegIo(sink);
        releases.push(io::close);
        var context = new AVFormatContext(null);
        Ffmpeg.check("muxer " + codec.muxer(), avformat.avformat_alloc_output_context2(context, (AVOutputFormat) null,
                codec.muxer(), (String) null));
        releases.push(() -> avformat.avformat_free_context(context));
        context.pb(io.context());
        // No version numbers and no random stream numbers: the same sound gives the same bytes.
        context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
        return context;
    }

    private AVCodecContext openEncoder(EncoderSettings settings) {
        var found = avcodec.avcodec_find_encoder_by_name(codec.encoder());
        if (found == null) {
            throw new EncodingException("FFmpeg: expected encoder " + codec.encoder() + ", found none in this build");
        }
        var context = avcodec.avcodec_alloc_context3(found);
        releases.push(() -> avcodec.avcodec_free_context(context));
        context.sample_rate(settings.sampleRate());
        context.bit_rate(1000L * settings.bitrateKbps());
        context.sample_fmt(codec.sampleFormat());
        context.time_base(avutil.av_make_q(1, settings.sampleRate()));
        avutil.av_channel_layout_default(context.ch_layout(), 1);
        if ((muxer.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0) {
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        Ffmpeg.check("encoder " + codec.encoder(), avcodec.avcodec_open2(context, found, (AVDictionary) null));
        return context;
    }

    private AVStream openStream(EncoderSettings settings) {
        var added = avformat.avformat_new_stream(muxer, null);
        Ffmpeg.check("stream", avcodec.avcodec_parameters_from_context(added.codecpar(), encoder));
        added.time_base(encoder.time_base());
        muxer.metadata(comments(settings));
        FfmpegChapters.give(muxer, chapters, settings.sampleRate());
        var options = new AVDictionary(null);
        // The first two for MP3, which gets its tags in Mp3File, the last for AAC; other muxers do not know these.
        avutil.av_dict_set(options, "id3v2_version", "0", 0);
        avutil.av_dict_set(options, "write_xing", "0", 0);
        avutil.av_dict_set(options, "write_id3v2", "1", 0);
        try {
            Ffmpeg.check("file header", avformat.avformat_write_header(muxer, options));
        } finally {
            avutil.av_dict_free(options);
        }
        return added;
    }

    /** What players show; the muxer then owns it. */
    private static AVDictionary comments(EncoderSettings settings) {
        var comments = new AVDictionary(null);
        settings.title().ifPresent(title -> avutil.av_dict_set(comments, "title", Id3v2.clean(title), 0));
        avutil.av_dict_set(comments, "encoder", Id3v2.SOFTWARE, 0);
        avutil.av_dict_set(comments, "comment", Id3v2.NOTICE, 0);
        avutil.av_dict_set(comments, "media_type", "2", 0); // in MP4: an audiobook; no other muxer knows it
        return comments;
    }

    private AVFrame openFrame() {
        var created = avutil.av_frame_alloc();
        releases.push(() -> avutil.av_frame_free(created));
        created.format(codec.sampleFormat());
        created.sample_rate(encoder.sample_rate());
        created.nb_samples(samples.length);
        avutil.av_channel_layout_default(created.ch_layout(), 1);
        Ffmpeg.check("frame", avutil.av_frame_get_buffer(created, 0));
        return created;
    }

    @Override
    public byte[] encode(Pcm audio) {
        for (int from = 0; from < audio.length();) {
            int count = Math.min(samples.length - filled, audio.length() - from);
            audio.copyTo(samples, filled, from, count);
            filled += count;
            from += count;
            if (filled == samples.length) {
                sendFrame();
            }
        }
        avformat.avio_flush(muxer.pb());
        return sink.take();
    }

    private void sendFrame() {
        Ffmpeg.check("frame", avutil.av_frame_make_writable(frame));
        frame.nb_samples(filled);
        frame.pts(encoded);
        // With one channel, samples in planes and samples in turns lie the same.
        if (codec.sampleFormat() == avutil.AV_SAMPLE_FMT_S16) {
            new ShortPointer(frame.data(0)).put(toShorts(), 0, filled);
        } else {
            new FloatPointer(frame.data(0)).put(samples, 0, filled);
        }
        encoded += filled;
        filled = 0;
        Ffmpeg.check("encoding", avcodec.avcodec_send_frame(encoder, frame));
        writePackets();
    }

    private void writePackets() {
        for (int result = avcodec.avcodec_receive_packet(encoder, packet); result != avutil.AVERROR_EAGAIN()
                && result != avutil.AVERROR_EOF(); result = avcodec.avcodec_receive_packet(encoder, packet)) {
            Ffmpeg.check("encoding", result);
            avcodec.av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
            packet.stream_index(stream.index());
            Ffmpeg.check("writing", avformat.av_interleaved_write_frame(muxer, packet));
        }
    }

    private short[] toShorts() {
        var shorts = new short[filled];
        for (int i = 0; i < filled; i++) {
            shorts[i] = (short) Math.clamp(Math.round(samples[i] * 32768f), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return shorts;
    }

    @Override
    public Ending finish() {
        if (filled > 0) {
            sendFrame();
        }
        Ffmpeg.check("ending", avcodec.avcodec_send_frame(encoder, (AVFrame) null));
        writePackets();
        Ffmpeg.check("file trailer", avformat.av_write_trailer(muxer));
        avformat.avio_flush(muxer.pb());
        return new Ending(sink.take(), sink.patches());
    }

    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
