package io.vibestream.assembler;

import io.vibestream.assembler.captions.Captions;
import io.vibestream.assembler.store.AudioStore;
import io.vibestream.assembler.store.ObjectKey;
import io.vibestream.assembler.store.Stored;
import io.vibestream.audio.Timeline;
import io.vibestream.schemas.CaptionFile;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.SpeechPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes the captions of one finished track and puts them where its audio is. Used once, by one thread. */
final class Captioner {

    private final SpeechPlan plan;
    private final Timeline timeline;
    private final Path workDirectory;
    private final List<CaptionFile> files = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Captioner(SpeechPlan plan, Timeline timeline, Path workDirectory) {
        this.plan = plan;
        this.timeline = timeline;
        this.workDirectory = workDirectory;
    }

    /** Every format that was asked for, inside the result. */
    void inline() {
        plan.getCaptions().stream().distinct()
                .forEach(format -> files.add(file(format).setText(text(format)).build()));
    }

    /**
     * Every format that was asked for, in the store. Captions that cannot be stored are no reason to lose the audio: they come inside the
     * result, with a warning.
     *
     * @param key of a file with this extension
     * @param inline whether the result is to hold them as well
     */
    void store(AudioStore store, Function<String, ObjectKey> key, boolean inline) throws IOException {
        for (var format : plan.getCaptions().stream().distinct().toList()) {
            var text = text(format);
            var name = key.apply(Captions.extension(format));
            var stored = store(store, name, text, Captions.contentType(format));
            var failure = stored instanceof Stored.Failed(var cause) ? Optional.of(cause) : Optional.<String>empty();
            var file = file(format).setText(inline || failure.isPresent() ? text : null);
            if (stored instanceof Stored.Available(var link)) {
                file.setUrl(link.toString()).setObjectKey(name.value());
            }
            failure.ifPresent(cause -> warnings.add("captions not stored, delivered inline: " + cause));
            files.add(file.build());
        }
    }

    private Stored store(AudioStore store, ObjectKey key, String text, String contentType) throws IOException {
        var file = Files.createTempFile(workDirectory, "captions", ".part");
        try {
            Files.writeString(file, text);
            return store.store(key, file, contentType);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static CaptionFile.Builder file(CaptionFormat format) {
        return CaptionFile.newBuilder().setFormat(format);
    }

    private String text(CaptionFormat format) {
        return Captions.of(format, plan.getChunks(), timeline.spans(), Sound.SAMPLE_RATE);
    }

    List<CaptionFile> files() {
        return List.copyOf(files);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
