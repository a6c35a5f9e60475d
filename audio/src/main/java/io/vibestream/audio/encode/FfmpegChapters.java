package io.vibestream.audio.encode;

import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVChapter;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;

/** Hands chapters to a muxer of FFmpeg. */
final class FfmpegChapters {

    private FfmpegChapters() {}

    /** Gives {@code muxer} its chapters, which it then owns: FFmpeg has no function for it, only this memory that it frees with the muxer. */
    static void give(AVFormatContext muxer, List<Chapter> chapters, int sampleRate) {
        if (chapters.isEmpty()) {
            return;
        }
        var array = new PointerPointer<AVChapter>(
                avutil.av_calloc(chapters.size(), Loader.sizeof(PointerPointer.class)));
        muxer.chapters(array);
        for (int i = 0; i < chapters.size(); i++) {
            array.put(i, chapter(i, chapters.get(i), sampleRate));
            muxer.nb_chapters(i + 1);
        }
    }

    private static AVChapter chapter(int number, Chapter chapter, int sampleRate) {
        var title = new AVDictionary(null);
        avutil.av_dict_set(title, "title", Id3v2.clean(chapter.title()), 0);
        return new AVChapter(avutil.av_mallocz(Loader.sizeof(AVChapter.class))).id(number)
                .time_base(avutil.av_make_q(1, sampleRate)).start(chapter.start()).end(chapter.end()).metadata(title);
    }
}
