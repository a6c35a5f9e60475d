/** OpenAI's speech API. */
@NullMarked
package io.vibestream.gateway.openai;

import org.jspecify.annotations.NullMarked;
