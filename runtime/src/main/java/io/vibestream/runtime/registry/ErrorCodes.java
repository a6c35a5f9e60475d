package io.vibestream.runtime.registry;

/** The error codes of Confluent's registry that mean something here. */
final class ErrorCodes {

    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int SUBJECT_NOT_FOUND = 40401;
    static final int VERSION_NOT_FOUND = 40402;
    static final int SCHEMA_NOT_FOUND = 40403;
    static final int FORBIDDEN = 40301;
    static final int INVALID_SCHEMA = 42201;
    static final int INVALID_VERSION = 42202;

    private ErrorCodes() {}
}
