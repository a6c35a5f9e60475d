package io.vibestream.runtime.registry;

/** The registry understood the request and will not do it; asking again would not help. */
public final class RegistryRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int errorCode;

    /**
     * A refusal.
     *
     * @param errorCode Confluent's code, such as 42201, or the status where the registry gave none
     */
    public RegistryRefusedException(String message, int status, int errorCode) {
        super(message);
        this.status = status;
        this.errorCode = errorCode;
    }

    public RegistryRefusedException(String message, int status, int errorCode, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.errorCode = errorCode;
    }

    /** The status of the HTTP response. */
    public int status() {
        return status;
    }

    public int errorCode() {
        return errorCode;
    }
}
