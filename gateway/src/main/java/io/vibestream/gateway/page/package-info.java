/** The web page and the readable description of the API: files out of the jar. */
@NullMarked
package io.vibestream.gateway.page;

import org.jspecify.annotations.NullMarked;
