package io.vibestream.assembler.store;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A connection to one bucket of Amazon S3, or of a server that speaks its protocol. Safe to share between threads. */
final class Bucket implements AutoCloseable {

    /** Longer files go in parts, so that what fails after a minute is tried again from its last part. */
    private static final long MAX_SINGLE_BYTES = 16L << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private final S3Settings settings;
    private final S3Client client;
    private final S3Presigner presigner;

    /** @param watchers see every try before it is sent */
    Bucket(S3Settings settings, ExecutionInterceptor... watchers) {
        this.settings = settings;
        var credentials = StaticCredentialsProvider.create(
                AwsBasicCredentials.create(settings.accessKeyId(), settings.secretAccessKey().reveal()));
        var region = Region.of(settings.region());
        // Servers other than Amazon's have no host name per bucket.
        var paths = S3Configuration.builder().pathStyleAccessEnabled(settings.endpoint().isPresent()).build();
        var http = UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT).socketTimeout(SOCKET_TIMEOUT);
        var calls = S3Client.builder().region(region).credentialsProvider(credentials).serviceConfiguration(paths)
                .httpClientBuilder(http).overrideConfiguration(o -> {
                    o.retryStrategy(RetryMode.STANDARD);
                    for (var watcher : watchers) {
                        o.addExecutionInterceptor(watcher);
                    }
                });
        settings.endpoint().ifPresent(calls::endpointOverride);
        client = calls.build();
        var links = S3Presigner.builder().region(region).credentialsProvider(credentials).serviceConfiguration(paths);
        settings.publicEndpoint().or(settings::endpoint).ifPresent(links::endpointOverride);
        presigner = links.build();
    }

    /**
     * Puts a file there and makes a link to it, within the time that the settings give.
     *
     * @throws SdkException when the server refuses, or time runs out
     * @throws IOException when the file cannot be read
     */
    URI put(ObjectKey key, Path file, String contentType) throws IOException {
        var until = Deadline.in(settings.patience());
        try (var channel = FileChannel.open(file)) {
            if (channel.size() <= MAX_SINGLE_BYTES) {
                client.putObject(put -> put.bucket(settings.bucket()).key(key.value()).contentType(contentType)
                        .overrideConfiguration(o -> o.apiCallTimeout(until.left())), RequestBody.fromFile(file));
            } else {
                new MultipartUpload(client, settings.bucket(), key, until).run(channel, contentType);
            }
        }
        return link(key);
    }

    private URI link(ObjectKey key) {
        var presigned = presigner.presignGetObject(presign -> presign.signatureDuration(settings.linkTtl())
                .getObjectRequest(get -> get.bucket(settings.bucket()).key(key.value())));
        return URI.create(presigned.url().toExternalForm());
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
    }
}
