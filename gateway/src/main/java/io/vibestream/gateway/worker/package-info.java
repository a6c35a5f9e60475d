/** The worker mode: this process takes jobs from RunPod by itself, as RunPod's own library would, and speaks them in the pipeline. */
@NullMarked
package io.vibestream.gateway.worker;

import org.jspecify.annotations.NullMarked;
