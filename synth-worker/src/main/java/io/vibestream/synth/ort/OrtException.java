package io.vibestream.synth.ort;

/** ONNX Runtime or CUDA refused; the message holds their own words. */
public final class OrtException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OrtException(String message) {
        super(message);
    }

    OrtException(String message, Throwable cause) {
        super(message, cause);
    }
}
