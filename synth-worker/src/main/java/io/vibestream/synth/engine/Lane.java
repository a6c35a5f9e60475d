package io.vibestream.synth.engine;

import java.util.Locale;

/** Who waits for a chunk: somebody, or nobody. The first one goes first. */
public enum Lane {
    INTERACTIVE, BULK;

    /** As thread names and metrics show it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
