package io.vibestream.synth.forward;

import java.util.ArrayDeque;
import java.util.Deque;

/** Native things that end together, the newest first. */
final class Owned implements AutoCloseable {

    private final Deque<AutoCloseable> things = new ArrayDeque<>();

    <T extends AutoCloseable> T own(T thing) {
        things.push(thing);
        return thing;
    }

    @Override
    public void close() {
        while (!things.isEmpty()) {
            try {
                things.pop().close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("closing failed", e);
            }
        }
    }
}
