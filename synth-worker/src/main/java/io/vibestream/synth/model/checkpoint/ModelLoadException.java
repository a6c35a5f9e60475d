package io.vibestream.synth.model.checkpoint;

import java.util.List;

/** A checkpoint that cannot be used as it is; the message names the file and the field or tensor. */
public final class ModelLoadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** More than this many problems of one kind mean one cause, and a log that nobody reads. */
    private static final int LISTED = 50;

    public ModelLoadException(String message) {
        super(message);
    }

    public ModelLoadException(String message, Throwable cause) {
        super(message, cause);
    }

    /** All {@code problems} of {@code what} in one message, a line each. */
    static ModelLoadException of(String what, List<String> problems) {
        var message = new StringBuilder(what).append(": ").append(problems.size())
                .append(problems.size() == 1 ? " problem" : " problems");
        problems.stream().limit(LISTED).forEach(problem -> message.append("\n  ").append(problem));
        if (problems.size() > LISTED) {
            message.append("\n  and ").append(problems.size() - LISTED).append(" more");
        }
        return new ModelLoadException(message.toString());
    }
}
