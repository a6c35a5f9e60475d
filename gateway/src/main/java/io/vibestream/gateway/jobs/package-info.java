/** {@code /v1/jobs}: speech that somebody comes back for, named by its caller. */
@NullMarked
package io.vibestream.gateway.jobs;

import org.jspecify.annotations.NullMarked;
