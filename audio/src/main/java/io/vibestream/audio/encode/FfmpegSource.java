package io.vibestream.audio.encode;

import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Lets FFmpeg read bytes that lie in memory, and nothing else. */
final class FfmpegSource implements AutoCloseable {

    private static final int BUFFER_BYTES = 32 * 1024;

    private static final Opaque<Cursor> CURSORS = new Opaque<>();

    private static final Reader READER = new Reader();
    private static final Seeker SEEKER = new Seeker();

    private final Pointer opaque;
    private final AVIOContext context;

    FfmpegSource(byte[] file) {
        opaque = CURSORS.keep(new Cursor(file));
        var buffer = new BytePointer(avutil.av_malloc(BUFFER_BYTES));
        context = avformat.avio_alloc_context(buffer, BUFFER_BYTES, 0, opaque, READER, null, SEEKER);
    }

    AVIOContext context() {
        return context;
    }

    @Override
    public void close() {
        avutil.av_free(context.buffer());
        avformat.avio_context_free(context);
        CURSORS.forget(opaque);
    }

    /** A place in a file. Used by one decoder, so by one thread at a time. */
    private static final class Cursor {

        private final byte[] file;
        private int position;

        Cursor(byte[] file) {
            this.file = file;
        }

        int read(BytePointer target, int most) {
            int count = Math.min(most, file.length - position);
            if (count <= 0) {
                return avutil.AVERROR_EOF();
            }
            target.capacity(count).put(file, position, count);
            position += count;
            return count;
        }

        long seek(long offset, int whence) {
            long origin = switch (whence & ~avformat.AVSEEK_FORCE) {
                case avformat.AVSEEK_SIZE -> file.length - offset; // asks for the size, and moves nothing
                case 0 -> 0;
                case 1 -> position;
                case 2 -> file.length;
                default -> Long.MIN_VALUE;
            };
            long target = origin + offset;
            if (target < 0 || target > file.length) {
                return avutil.AVERROR_EIO();
            }
            if ((whence & ~avformat.AVSEEK_FORCE) != avformat.AVSEEK_SIZE) {
                position = (int) target;
            }
            return target;
        }
    }

    private static final class Reader extends Read_packet_Pointer_BytePointer_int {

        @Override
        public int call(Pointer opaque, BytePointer buffer, int size) {
            return CURSORS.find(opaque).map(cursor -> cursor.read(buffer, size)).orElseGet(avutil::AVERROR_EIO);
        }
    }

    private static final class Seeker extends Seek_Pointer_long_int {

        @Override
        public long call(Pointer opaque, long offset, int whence) {
            return CURSORS.find(opaque).map(cursor -> cursor.seek(offset, whence))
                    .orElseGet(() -> (long) avutil.AVERROR_EIO());
        }
    }
}
