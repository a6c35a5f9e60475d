package io.vibestream.synth.ort;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Calls on a thread with a deep stack. While it starts, ONNX Runtime reads the description of the processor with regular
 * expressions that recurse for every character, and while it loads it walks graphs by recursion; the megabyte that a Java
 * thread has is not always enough for that, and running out of it ends the process without a word.
 */
final class DeepStack {

    /** Address space, not memory, until it is used. */
    private static final long BYTES = 1L << 28;

    private DeepStack() {}

    static <T> T call(String name, Supplier<T> work) {
        var task = new FutureTask<T>(work::get);
        Thread.ofPlatform().name(name).stackSize(BYTES).start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    interrupted = true; // what is half made would belong to nobody
                }
            }
        } catch (ExecutionException e) {
            switch (Objects.requireNonNull(e.getCause())) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new IllegalStateException(name + " failed", e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
