package io.vibestream.gateway.http;

/** How far a process is, for those who choose among several whom to send calls to. */
public enum Phase {
    /** What speaks is still being loaded. */
    LOADING,
    /** Calls are taken. */
    READY,
    /** It failed or was told to stop: what was begun is finished. */
    STOPPING
}
