package io.vibestream.runtime.ops;

/** What a check found. */
public sealed interface Verdict {

    /** All is well. */
    record Up() implements Verdict {}

    /** Something is not; the reason is shown to operators. */
    record Down(String reason) implements Verdict {}

    /** Up if {@code condition} holds, else down for {@code reason}. */
    static Verdict when(boolean condition, String reason) {
        return condition ? new Up() : new Down(reason);
    }
}
