package io.vibestream.runtime.lifecycle;

/** A part of a process that is started once and closed once, both by its {@link Lifecycle}. */
public interface Service {

    /** What messages call this part. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Starts the part and returns when it works; long work goes on in its own threads. */
    void start() throws Exception;

    /** Finishes what was begun, then lets go of everything. Called only after {@link #start} succeeded. */
    void close() throws Exception;

    /** Something that works from its construction on and only has to be closed in its turn, such as a Kafka client. */
    static Service closing(String name, AutoCloseable part) {
        return new Service() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void start() {}

            @Override
            public void close() throws Exception {
                part.close();
            }
        };
    }
}
