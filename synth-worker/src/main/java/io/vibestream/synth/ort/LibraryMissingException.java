package io.vibestream.synth.ort;

/** A native library is not there. The message is one line that names it and says what to do. */
public final class LibraryMissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LibraryMissingException(String message) {
        super(message);
    }

    LibraryMissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
