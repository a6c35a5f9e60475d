package io.vibestream.runtime.registry;

/** A schema cannot read what was written with an earlier version of its subject. */
public final class IncompatibleSchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public IncompatibleSchemaException(String subject, String reason) {
        super(message(subject, reason));
    }

    public IncompatibleSchemaException(String subject, String reason, Throwable cause) {
        super(message(subject, reason), cause);
    }

    private static String message(String subject, String reason) {
        return "subject " + subject + ": the schema is incompatible with an earlier one: " + reason;
    }
}
