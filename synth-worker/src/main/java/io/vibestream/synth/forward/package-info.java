/** Runs the network's graphs on ONNX Runtime for the engine: the only place that knows both sides. */
@NullMarked
package io.vibestream.synth.forward;

import org.jspecify.annotations.NullMarked;
