/** Builds ONNX models in memory, checking every shape on the way. Knows nothing of speech, files or devices. */
@NullMarked
package io.vibestream.synth.graph;

import org.jspecify.annotations.NullMarked;
