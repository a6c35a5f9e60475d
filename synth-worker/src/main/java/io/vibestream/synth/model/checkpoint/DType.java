package io.vibestream.synth.model.checkpoint;

/** How the elements of a stored tensor are written, always little-endian. */
public enum DType {
    BF16(2), F16(2), F32(4), I64(8), U8(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether this is a type that weights may have. */
    public boolean isFloat() {
        return this != I64 && this != U8;
    }
}
