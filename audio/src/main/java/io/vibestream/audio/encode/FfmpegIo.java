package io.vibestream.audio.encode;

import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Lets FFmpeg write into a {@link Sink}. */
final class FfmpegIo implements AutoCloseable {

    private static final int BUFFER_BYTES = 32 * 1024;

    private static final Opaque<Sink> SINKS = new Opaque<>();

    private static final Writer WRITER = new Writer();
    private static final Seeker SEEKER = new Seeker();

    private final Pointer opaque;
    private final AVIOContext context;

    FfmpegIo(Sink sink) {
        opaque = SINKS.keep(sink);
        var buffer = new BytePointer(avutil.av_malloc(BUFFER_BYTES));
        context = avformat.avio_alloc_context(buffer, BUFFER_BYTES, 1, opaque, null, WRITER, SEEKER);
    }

    AVIOContext context() {
        return context;
    }

    @Override
    public void close() {
        avutil.av_free(context.buffer());
        avformat.avio_context_free(context);
        SINKS.forget(opaque);
    }

    private static Sink sink(Pointer opaque) {
        return SINKS.find(opaque)
                .orElseThrow(() -> new IllegalStateException("FFmpeg writes to an encoder that is closed"));
    }

    private static final class Writer extends Write_packet_Pointer_BytePointer_int {

        @Override
        public int call(Pointer opaque, BytePointer buffer, int size) {
            try {
                var bytes = new byte[size];
                buffer.capacity(size).get(bytes);
                sink(opaque).write(bytes);
                return size;
            } catch (RuntimeException broken) { // An exception must not fly through C code; FFmpeg reports the number.
                return avutil.AVERROR_EIO();
            }
        }
    }

    private static final class Seeker extends Seek_Pointer_long_int {

        private static final int SEEK_SET = 0;
        private static final int SEEK_CUR = 1;
        private static final int SEEK_END = 2;

        @Override
        public long call(Pointer opaque, long offset, int whence) {
            try {
                var sink = sink(opaque);
                int origin = whence & ~avformat.AVSEEK_FORCE;
                if (origin == avformat.AVSEEK_SIZE) {
                    return sink.length();
                }
                sink.seek(offset + switch (origin) {
                    case SEEK_SET -> 0;
                    case SEEK_CUR -> sink.position();
                    case SEEK_END -> sink.length();
                    default -> throw new IllegalArgumentException("seek: expected origin 0 to 2, found " + origin);
                });
                return sink.position();
            } catch (RuntimeException broken) { // As above.
                return avutil.AVERROR_EIO();
            }
        }
    }
}
