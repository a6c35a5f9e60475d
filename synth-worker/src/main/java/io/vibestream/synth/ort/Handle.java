package io.vibestream.synth.ort;

import java.lang.foreign.MemorySegment;

/** One native object and its end. */
final class Handle implements AutoCloseable {

    private final Ort ort;
    private final Function release;
    private final String what;
    private final MemorySegment pointer;
    private boolean open = true;

    Handle(Ort ort, Function release, String what, MemorySegment pointer) {
        this.ort = ort;
        this.release = release;
        this.what = what;
        this.pointer = pointer;
        ort.opened();
    }

    MemorySegment pointer() {
        if (!open) {
            throw new IllegalStateException(what + " is closed");
        }
        return pointer;
    }

    /** Releases the object and returns true, or false when that was done before. */
    boolean release() {
        if (!open) {
            return false;
        }
        open = false;
        ort.api().release(release, pointer);
        ort.closed();
        return true;
    }

    @Override
    public void close() {
        release();
    }
}
