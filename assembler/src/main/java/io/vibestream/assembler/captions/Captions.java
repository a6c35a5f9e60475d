package io.vibestream.assembler.captions;

import io.vibestream.audio.Span;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.PlannedChunk;
import java.util.List;
import java.util.Optional;

/** Writes the captions of one track: SubRip or WebVTT. Pure. */
public final class Captions {

    private static final String NOTE = "Speech is cut into chunks, which begin and end exactly here. Within a chunk the time is shared out by characters: an estimate.";

    private Captions() {}

    /**
     * The captions as a file's text.
     *
     * @param spans where the chunks lie in the finished track; those that have no sound have no span and no captions
     * @param sampleRate of the spans
     */
    public static String of(CaptionFormat format, List<PlannedChunk> chunks, List<Span> spans, int sampleRate) {
        var cues = Cues.of(chunks, spans, sampleRate);
        return switch (format) {
            case SRT -> srt(cues);
            case VTT -> vtt(cues);
        };
    }

    public static String extension(CaptionFormat format) {
        return switch (format) {
            case SRT -> "srt";
            case VTT -> "vtt";
        };
    }

    public static String contentType(CaptionFormat format) {
        return switch (format) {
            case SRT -> "application/x-subrip";
            case VTT -> "text/vtt; charset=utf-8";
        };
    }

    /** SubRip knows no speakers, so whoever begins to speak is named in the text. */
    private static String srt(List<Cue> cues) {
        var file = new StringBuilder();
        Optional<String> before = Optional.empty();
        for (int i = 0; i < cues.size(); i++) {
            var cue = cues.get(i);
            file.append(i + 1).append('\n').append(time(cue.startMillis(), ',')).append(" --> ")
                    .append(time(cue.endMillis(), ',')).append('\n');
            if (!cue.speaker().equals(before)) {
                cue.speaker().ifPresent(speaker -> file.append(withoutArrow(speaker)).append(": "));
            }
            cue.rows().forEach(row -> file.append(withoutArrow(row)).append('\n'));
            file.append('\n');
            before = cue.speaker();
        }
        return file.toString();
    }

    /** SubRip has no way to write an arrow that is none. */
    private static String withoutArrow(String text) {
        return text.replace("-->", "→");
    }

    private static String vtt(List<Cue> cues) {
        var file = new StringBuilder("WEBVTT\n\nNOTE\n").append(NOTE).append("\n\n");
        for (var cue : cues) {
            file.append(time(cue.startMillis(), '.')).append(" --> ").append(time(cue.endMillis(), '.')).append('\n');
            cue.speaker().ifPresent(speaker -> file.append("<v ").append(escaped(speaker)).append('>'));
            file.append(escaped(String.join("\n", cue.rows()))).append("\n\n");
        }
        return file.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String time(long millis, char point) {
        return "%02d:%02d:%02d%c%03d".formatted(millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60, point,
                millis % 1000);
    }
}
