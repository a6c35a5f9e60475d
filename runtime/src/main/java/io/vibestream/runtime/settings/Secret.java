package io.vibestream.runtime.settings;

/** A value that must not show up in a log or a message: only {@link #reveal()} gives it away. */
public final class Secret {

    private static final String MASK = "****";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself, to be handed to the one who needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
