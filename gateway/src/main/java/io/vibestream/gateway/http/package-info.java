/** What both APIs need of HTTP: JSON, keys, errors, the audio files and the registry. Knows neither RunPod nor OpenAI. */
@NullMarked
package io.vibestream.gateway.http;

import org.jspecify.annotations.NullMarked;
