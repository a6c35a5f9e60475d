package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.VoiceRecording;
import java.util.List;
import java.util.Optional;

/** The voices that were uploaded, the same in every gateway and every worker. Safe to share between threads. */
public interface VoiceBook {

    /**
     * Keeps a recording under its name, in the place of what had that name. Returns when every worker will hear of it.
     *
     * @throws PipelineException when that cannot be done
     */
    void write(VoiceRecording recording);

    /**
     * Forgets a voice. Returns when every worker will hear of it.
     *
     * @throws PipelineException when that cannot be done
     */
    void delete(String name);

    /** The voices that are known, by name. */
    List<UploadedVoice> known();

    /**
     * A voice with its recording; empty when there is none of this name.
     *
     * @throws PipelineException when it cannot be read
     */
    Optional<VoiceRecording> read(String name);
}
