package io.vibestream.audio;

/** The least of the last so many values, in constant time for each (Lemire 2006). Owned by one thread. */
final class SlidingMinimum {

    // A ring of the values that can still become the least: rising, oldest first.
    private final double[] values;
    private final long[] times;
    private long first;
    private long end;
    private long time;

    SlidingMinimum(int width) {
        values = new double[width];
        times = new long[width];
    }

    double next(double value) {
        if (first < end && times[slot(first)] <= time - values.length) {
            first++;
        }
        while (first < end && values[slot(end - 1)] >= value) {
            end--;
        }
        values[slot(end)] = value;
        times[slot(end)] = time;
        end++;
        time++;
        return values[slot(first)];
    }

    private int slot(long index) {
        return (int) (index % values.length);
    }
}
