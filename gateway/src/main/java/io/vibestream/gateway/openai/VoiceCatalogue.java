package io.vibestream.gateway.openai;

import io.vibestream.gateway.pipeline.UploadedVoice;
import io.vibestream.gateway.pipeline.VoiceBook;
import java.util.List;

/** All voices that a caller may name: those of the voices file, then those that were uploaded. Safe to share between threads. */
public final class VoiceCatalogue {

    private final VoiceFile file;
    private final VoiceBook book;

    public VoiceCatalogue(VoiceFile file, VoiceBook book) {
        this.file = file;
        this.book = book;
    }

    /** An uploaded voice speaks for itself. */
    VoiceMap voices() {
        return mapped().with(uploaded().stream().map(UploadedVoice::name).toList());
    }

    /** Who speaks for a voice. A name that is not known here may be known to the workers, and speaks for itself. */
    public String speaker(String voice) {
        return voices().speaker(voice).orElse(voice);
    }

    VoiceMap mapped() {
        return file.voices();
    }

    List<UploadedVoice> uploaded() {
        return book.known();
    }
}
