/** The way into the pipeline and back: requests are produced, results are awaited. */
@NullMarked
package io.vibestream.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
