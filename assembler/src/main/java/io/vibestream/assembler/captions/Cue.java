package io.vibestream.assembler.captions;

import java.util.List;
import java.util.Optional;

/**
 * What is shown at once.
 *
 * @param speaker who says it, where several do
 * @param rows one or two, without line breaks, not empty
 */
record Cue(long startMillis, long endMillis, Optional<String> speaker, List<String> rows) {

    Cue {
        rows = List.copyOf(rows);
        if (startMillis < 0 || endMillis <= startMillis || rows.isEmpty()) {
            throw new IllegalArgumentException("cue: expected text and time, found " + rows.size() + " rows from "
                    + startMillis + " to " + endMillis + " ms");
        }
    }
}
