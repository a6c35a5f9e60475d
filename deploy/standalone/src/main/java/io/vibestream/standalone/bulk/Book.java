package io.vibestream.standalone.bulk;

import io.vibestream.audio.encode.AudioFormat;
import io.vibestream.audio.encode.BookEncoders;
import io.vibestream.audio.encode.BookFormat;
import io.vibestream.audio.encode.Chapter;
import io.vibestream.audio.encode.EncoderSettings;
import io.vibestream.audio.encode.TrackEncoders;
import io.vibestream.schemas.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * Chapters as tracks of their own and as one file that has marks where they begin. Both are encoded here from the same lossless sound: joined
 * from encoded tracks, a book would have a gap at every seam. Holds a piece of one chapter at a time. Used by one thread.
 */
final class Book implements Keeper {

    private static final String LOSSLESS = "wav";

    private final ChapterRows chapters;
    private final Wish wish;
    private final Path output;
    private final Path lossless;
    private final Downloads downloads;

    /**
     * What is wished.
     *
     * @param joined the file of all chapters
     * @param joinedFormat its format
     * @param title of the book
     * @param trackFormat of each chapter's own file
     */
    record Wish(Path joined, BookFormat joinedFormat, String title, AudioFormat trackFormat, int bitrateKbps) {}

    /** @param output where the tracks go; the lossless sound is kept in a hidden directory beneath */
    Book(ChapterRows chapters, Path output, Wish wish) throws IOException {
        this.chapters = chapters;
        this.wish = wish;
        this.output = output;
        lossless = output.resolve(".lossless");
        downloads = new Downloads(lossless, chapters::stem);
    }

    @Override
    public Ended keep(long number, Ended ended) throws IOException, InterruptedException {
        var kept = downloads.keep(number, ended);
        if (kept.outcome() != Outcome.COMPLETED) {
            return kept;
        }
        var sound = sound(number);
        var settings = new EncoderSettings(sound.header().sampleRate(), wish.bitrateKbps())
                .nearestFor(wish.trackFormat()).withTitle(chapters.title(number));
        var track = output.resolve(chapters.stem(number, "") + "." + wish.trackFormat().extension());
        try (var file = new EncodedFile(track, TrackEncoders.open(wish.trackFormat(), settings))) {
            sound.copyTo(file);
            file.finish();
        }
        return kept.in(track);
    }

    private LosslessTrack sound(long number) throws IOException {
        return LosslessTrack.of(lossless.resolve(chapters.stem(number, "") + "." + LOSSLESS));
    }

    boolean isJoined() {
        return Files.exists(wish.joined());
    }

    /** Makes the one file of all chapters, one behind the other. */
    void join() throws IOException {
        var sounds = new ArrayList<LosslessTrack>();
        var marks = new ArrayList<Chapter>();
        long start = 0;
        for (long number = 1; number <= chapters.count(); number++) {
            var sound = sound(number);
            sounds.add(sound);
            marks.add(new Chapter(chapters.title(number), start, start + sound.header().samples()));
            start += sound.header().samples();
        }
        var settings = BookEncoders.nearestFor(wish.joinedFormat(),
                new EncoderSettings(sounds.getFirst().header().sampleRate(), wish.bitrateKbps()))
                .withTitle(wish.title());
        try (var file = new EncodedFile(wish.joined(), BookEncoders.open(wish.joinedFormat(), settings, marks))) {
            for (var sound : sounds) {
                sound.copyTo(file);
            }
            file.finish();
        }
    }
}
