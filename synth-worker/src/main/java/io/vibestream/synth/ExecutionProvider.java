package io.vibestream.synth;

/** What computes. */
enum ExecutionProvider {
    /** A GPU where one can be used, else the CPU. */
    AUTO,
    /** A GPU or nothing. */
    CUDA,
    /** The CPU, even beside a GPU. */
    CPU
}
