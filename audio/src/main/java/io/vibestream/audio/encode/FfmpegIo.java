package io.vibestream.audio.encode;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Lets FFmpeg write into a {@link Sink}. JavaCPP has room for ten objects of a callback class and silently gives the
 * eleventh encoder none, so there is one for the program, and FFmpeg's opaque pointer carries the number of the sink.
 */
final class FfmpegIo implements AutoCloseable {

    private static final int BUFFER_BYTES = 32 * 1024;

    // Native threads of several encoders meet here, each with its own key.
    private static final ConcurrentHashMap<Long, Sink> SINKS = new ConcurrentHashMap<>();
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    private static final Writer WRITER = new Writer();
    private static final Seeker SEEKER = new Seeker();

    private final Ticket ticket = new Ticket(LAST_NUMBER.incrementAndGet());
    private final AVIOContext context;

    FfmpegIo(Sink sink) {
        SINKS.put(ticket.number(), sink);
        var buffer = new BytePointer(avutil.av_malloc(BUFFER_BYTES));
        context = avformat.avio_alloc_context(buffer, BUFFER_BYTES, 1, ticket, null, WRITER, SEEKER);
    }

    AVIOContext context() {
        return context;
    }

    @Override
    public void close() {
        avutil.av_free(context.buffer());
        avformat.avio_context_free(context);
        SINKS.remove(ticket.number());
    }

    private static Sink sink(Pointer opaque) {
        var sink = SINKS.get(opaque.address());
        if (sink == null) {
            throw new IllegalStateException("FFmpeg writes to an encoder that is closed");
        }
        return sink;
    }

    /** A number in the guise of a pointer. */
    private static final class Ticket extends Pointer {

        Ticket(long number) {
            super((Pointer) null);
            address = number;
        }

        long number() {
            return address;
        }
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
