package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ForwardPass.Row;
import java.util.List;

/**
 * The few batch sizes that are run, so that their bindings and captured graphs can be kept. A tick runs the first
 * {@code 1, 2, 4 ..} slots, as many as its highest row needs.
 */
record Buckets(int slots) {

    int of(List<? extends Row> rows) {
        int needed = rows.stream().mapToInt(Row::slot).max().orElse(0) + 1;
        if (needed > slots) {
            throw new IllegalArgumentException("slot " + (needed - 1) + " of " + slots);
        }
        int size = 1;
        while (size < needed) {
            size *= 2;
        }
        return Math.min(size, slots);
    }
}
