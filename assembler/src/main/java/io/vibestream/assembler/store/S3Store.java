package io.vibestream.assembler.store;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Keeps audio in a bucket of Amazon S3, or of a server that speaks its protocol, from which it is fetched with presigned links. */
public final class S3Store implements AudioStore {

    private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);
    /** Longer files go in parts, so that what fails after a minute is tried again from its last part. */
    private static final long MAX_SINGLE_BYTES = 16L << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private final S3Settings settings;
    private final S3Client client;
    private final S3Presigner presigner;

    public S3Store(S3Settings settings) {
        this.settings = settings;
        var credentials = StaticCredentialsProvider.create(
                AwsBasicCredentials.create(settings.accessKeyId(), settings.secretAccessKey().reveal()));
        var region = Region.of(settings.region());
        // Servers other than Amazon's have no host name per bucket.
        var paths = S3Configuration.builder().pathStyleAccessEnabled(settings.endpoint().isPresent()).build();
        var http = UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT).socketTimeout(SOCKET_TIMEOUT);
        var calls = S3Client.builder().region(region).credentialsProvider(credentials).serviceConfiguration(paths)
                .httpClientBuilder(http).overrideConfiguration(o -> o.retryStrategy(RetryMode.STANDARD));
        settings.endpoint().ifPresent(calls::endpointOverride);
        client = calls.build();
        var links = S3Presigner.builder().region(region).credentialsProvider(credentials).serviceConfiguration(paths);
        settings.publicEndpoint().or(settings::endpoint).ifPresent(links::endpointOverride);
        presigner = links.build();
    }

    @Override
    public Stored store(ObjectKey key, Path file, String contentType) {
        var until = Deadline.in(settings.patience());
        try (var channel = FileChannel.open(file)) {
            if (channel.size() <= MAX_SINGLE_BYTES) {
                putWhole(key, file, contentType, until);
            } else {
                new MultipartUpload(client, settings.bucket(), key, until).run(channel, contentType);
            }
            return new Stored.Available(link(key));
        } catch (S3Exception refused) {
            return failed(refused.statusCode() + details(refused));
        } catch (SdkException failure) {
            return failed(String.valueOf(failure.getMessage()));
        } catch (IOException failure) {
            return failed("cannot read " + file.getFileName() + ": " + failure);
        }
    }

    private void putWhole(ObjectKey key, Path file, String contentType, Deadline until) {
        client.putObject(put -> put.bucket(settings.bucket()).key(key.value()).contentType(contentType)
                .overrideConfiguration(o -> o.apiCallTimeout(until.left())), RequestBody.fromFile(file));
    }

    private URI link(ObjectKey key) {
        var presigned = presigner.presignGetObject(presign -> presign.signatureDuration(settings.linkTtl())
                .getObjectRequest(get -> get.bucket(settings.bucket()).key(key.value())));
        return URI.create(presigned.url().toExternalForm());
    }

    private Stored.Failed failed(String cause) {
        LOG.atWarn().addKeyValue("bucket", settings.bucket()).addKeyValue("cause", cause).log("audio not stored");
        return new Stored.Failed("S3 bucket '" + settings.bucket() + "': " + cause);
    }

    private static String details(S3Exception refused) {
        var details = Optional.ofNullable(refused.awsErrorDetails());
        var code = details.map(AwsErrorDetails::errorCode).map(text -> " " + text).orElse("");
        return code + details.map(AwsErrorDetails::errorMessage).map(text -> " (" + text + ")").orElse("");
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
    }
}
