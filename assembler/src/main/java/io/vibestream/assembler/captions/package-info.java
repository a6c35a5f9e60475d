/** What was said and when, as files that players show. Pure. */
@NullMarked
package io.vibestream.assembler.captions;

import org.jspecify.annotations.NullMarked;
