package io.vibestream.gateway.streaming;

/** Reads a segment again whose samples were not kept. May be asked by many threads at once. */
@FunctionalInterface
public interface Recall {

    /** The samples of the segment at {@code place}: signed, 16 bits, little-endian. */
    byte[] samples(Place place);
}
