package io.vibestream.gateway.streaming;

/** Where a segment lies in {@code tts.audio}, so that it can be read again. */
public record Place(int partition, long offset) {}
