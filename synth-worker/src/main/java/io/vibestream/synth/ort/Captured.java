package io.vibestream.synth.ort;

/** A binding that is run again and again, which a GPU that captures replays as a CUDA graph. Closed by whoever captured it. */
public final class Captured implements AutoCloseable {

    private final Session session;
    private final Binding binding;
    private final Handle options;

    Captured(Session session, Binding binding, Handle options) {
        this.session = session;
        this.binding = binding;
        this.options = options;
    }

    /** Computes the outputs from the inputs. */
    public void run() {
        session.run(binding, options);
    }

    @Override
    public void close() {
        options.close();
    }
}
