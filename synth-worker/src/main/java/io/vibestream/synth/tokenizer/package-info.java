/** Text to token ids: scripts, prompts, and the byte-level BPE they are written in. */
@NullMarked
package io.vibestream.synth.tokenizer;

import org.jspecify.annotations.NullMarked;
