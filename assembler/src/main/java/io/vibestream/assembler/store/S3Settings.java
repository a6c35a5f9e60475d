package io.vibestream.assembler.store;

import io.vibestream.runtime.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Which bucket, and how to get in.
 *
 * @param endpoint where the server is; absent: Amazon's own for the region
 * @param publicEndpoint where those who fetch see the server; absent: the same
 * @param linkTtl how long a presigned link holds
 * @param patience how long storing one object may take in all, tries and pauses included
 */
public record S3Settings(String bucket, String region, Optional<URI> endpoint, Optional<URI> publicEndpoint,
        String accessKeyId, Secret secretAccessKey, Duration linkTtl, Duration patience) {}
