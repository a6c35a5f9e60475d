/** Live speech on its way to a caller over HTTP, whichever API he came by. */
@NullMarked
package io.vibestream.gateway.playing;

import org.jspecify.annotations.NullMarked;
