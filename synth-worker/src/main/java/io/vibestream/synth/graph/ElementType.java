package io.vibestream.synth.graph;

/** Type of a tensor's elements, with the number that both the ONNX format and ONNX Runtime's C API give it. */
public enum ElementType {
    FLOAT(1, 4), UINT8(2, 1), INT32(6, 4), INT64(7, 8), BOOL(9, 1), FLOAT16(10, 2), BFLOAT16(16, 2);

    private final int onnx;
    private final int bytes;

    ElementType(int onnx, int bytes) {
        this.onnx = onnx;
        this.bytes = bytes;
    }

    /** The number of this type in ONNX. */
    public int onnx() {
        return onnx;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
