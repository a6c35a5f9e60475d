package io.vibestream.runtime.registry;

/** A record names a schema that the registry does not have. */
public final class UnknownSchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownSchemaException(int id) {
        super("the schema registry has no schema with id " + id);
    }

    public UnknownSchemaException(int id, Throwable cause) {
        super("the schema registry has no schema with id " + id, cause);
    }
}
