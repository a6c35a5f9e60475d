/** RunPod's endpoint API, with the input rules of the service that this pipeline replaces. */
@NullMarked
package io.vibestream.gateway.runpod;

import org.jspecify.annotations.NullMarked;
