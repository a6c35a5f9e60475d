package io.vibestream.audio.encode;

/** What a track can be delivered as. */
public enum AudioFormat {
    MP3("audio/mpeg", "mp3"),
    /** Opus in Ogg. */
    OPUS("audio/ogg", "opus"),
    /** AAC in ADTS: fit for streaming, but the container cannot say how long it lasts. */
    AAC("audio/aac", "aac"),
    FLAC("audio/flac", "flac"),
    WAV("audio/wav", "wav"),
    /** Signed 16-bit little-endian samples without any header. */
    PCM("audio/pcm", "pcm");

    private final String contentType;
    private final String extension;

    AudioFormat(String contentType, String extension) {
        this.contentType = contentType;
        this.extension = extension;
    }

    public String contentType() {
        return contentType;
    }

    /** What file names end in, without the dot. */
    public String extension() {
        return extension;
    }
}
