package io.vibestream.runtime.logging;

import java.util.Locale;

/** Who reads the log. */
public enum LogFormat {
    /** One line of text for each event. */
    HUMAN,
    /** One JSON object for each event, on a line of its own. */
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
