package io.vibestream.synth.preview;

/** A preview voice cannot be loaded, or cannot say a phrase. The message never holds the phrase. */
final class PreviewVoiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PreviewVoiceException(String message) {
        super(message);
    }

    PreviewVoiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
