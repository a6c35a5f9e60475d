/** Telling those who asked for it how their jobs ended, whichever API these came by. */
@NullMarked
package io.vibestream.gateway.webhooks;

import org.jspecify.annotations.NullMarked;
