package io.vibestream.audio.encode;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's libraries: loading them, and what their numbers mean. */
final class Ffmpeg {

    private static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final int MESSAGE_BYTES = 256;

    private Ffmpeg() {}

    /** Unpacks and loads the libraries; a second time this costs nothing. */
    static void load() {
        // JavaCPP would refuse to work once the process is larger than four heaps, whoever uses the memory: model
        // weights that are mapped into it, for one.
        if (System.getProperty(MAX_PHYSICAL_BYTES) == null) {
            System.setProperty(MAX_PHYSICAL_BYTES, "0");
        }
        try {
            Loader.load(avcodec.class);
            Loader.load(avformat.class);
            Loader.load(avfilter.class);
            Loader.load(swresample.class);
            avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        } catch (LinkageError missing) {
            throw new EncodingException("FFmpeg: expected its libraries for " + Loader.getPlatform()
                    + " in the program and a writable directory to unpack them (-Dorg.bytedeco.javacpp.cachedir), found: "
                    + missing.getMessage(), missing);
        }
    }

    static int check(String what, int result) {
        if (result < 0) {
            var message = new byte[MESSAGE_BYTES];
            avutil.av_strerror(result, message, message.length);
            throw new EncodingException("FFmpeg: " + what + ": " + new String(message, StandardCharsets.UTF_8).replace(
                    "\0", ""));
        }
        return result;
    }
}
