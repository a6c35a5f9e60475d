package io.vibestream.synth.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the engine did in one case, tensor by tensor, in the order of the steps. */
final class Observation {

    private final Map<String, List<float[]>> pieces = new LinkedHashMap<>();

    void add(String tensor, float[] values) {
        pieces.computeIfAbsent(tensor, _ -> new ArrayList<>()).add(values);
    }

    /** All pieces of a tensor, one after another. */
    float[] all(String tensor) {
        var parts = pieces.getOrDefault(tensor, List.of());
        var joined = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    /** Whether everything that was seen is a number. */
    boolean isFinite() {
        for (var list : pieces.values()) {
            for (var piece : list) {
                for (float value : piece) {
                    if (!Float.isFinite(value)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** The largest difference over the largest expected magnitude; infinite when the sizes differ or a number is none. */
    double error(String tensor, float[] expected) {
        return error(all(tensor), expected);
    }

    static double error(float[] found, float[] expected) {
        if (found.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        double magnitude = 0;
        for (int i = 0; i < found.length; i++) {
            double difference = Math.abs((double) found[i] - expected[i]);
            // Written so that a difference that is no number counts as the worst.
            largest = difference <= largest
                    ? largest
                    : Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
            magnitude = Math.max(magnitude, Math.abs(expected[i]));
        }
        return largest == 0 ? 0 : largest / magnitude;
    }

    @Override
    public String toString() {
        return pieces.keySet() + " " + Arrays.toString(pieces.values().stream().mapToInt(List::size).toArray());
    }
}
