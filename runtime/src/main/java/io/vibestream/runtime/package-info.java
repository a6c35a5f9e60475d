/** What every service needs and nothing of speech. */
@NullMarked
package io.vibestream.runtime;

import org.jspecify.annotations.NullMarked;
