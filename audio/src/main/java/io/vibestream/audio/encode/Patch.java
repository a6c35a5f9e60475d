package io.vibestream.audio.encode;

/** Bytes that replace those at {@code offset} from the start of the file; they never reach beyond its end. */
@SuppressWarnings("ArrayRecordComponent") // Encoded bytes on their way: nobody compares them, and copies cost.
public record Patch(long offset, byte[] bytes) {}
