package io.vibestream.synth.ort;

import java.nio.file.Path;

/** ONNX Runtime for tests, which fail when they leave something of it open. */
public final class Started implements AutoCloseable {

    private final Ort ort = Ort.forCpu(OrtLibrary.fromClassPath(Path.of("target", "native")).main(), 2);

    public Ort ort() {
        return ort;
    }

    /** Refuses when native objects are still open, so every test is a leak check. */
    @Override
    public void close() {
        ort.close();
    }
}
