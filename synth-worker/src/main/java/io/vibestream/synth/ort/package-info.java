/**
 * ONNX Runtime from Java: its C API over the foreign function interface, as few typed classes. Every native object has one
 * owner, which closes it.
 */
@NullMarked
package io.vibestream.synth.ort;

import org.jspecify.annotations.NullMarked;
