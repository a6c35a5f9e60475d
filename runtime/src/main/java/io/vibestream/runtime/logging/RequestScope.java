package io.vibestream.runtime.logging;

import org.slf4j.MDC;

/**
 * The time during which a thread works for one request: every line that it logs carries the request's id. To be closed
 * by the thread that opened it, innermost first.
 */
public final class RequestScope implements AutoCloseable {

    /** The name under which log lines carry the id. */
    public static final String KEY = "request";

    private final Runnable restore;

    private RequestScope(Runnable restore) {
        this.restore = restore;
    }

    /** Begins the work for a request; the caller's earlier request, if any, comes back with {@link #close}. */
    public static RequestScope open(String id) {
        var outer = MDC.get(KEY);
        MDC.put(KEY, id);
        return new RequestScope(outer == null ? () -> MDC.remove(KEY) : () -> MDC.put(KEY, outer));
    }

    @Override
    public void close() {
        restore.run();
    }
}
