package io.vibestream.assembler.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Keeps audio in the service's own bucket, from which it is fetched with presigned links. */
public final class S3Store implements AudioStore {

    private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);

    private final S3Settings settings;
    private final Bucket bucket;

    public S3Store(S3Settings settings) {
        this.settings = settings;
        bucket = new Bucket(settings);
    }

    @Override
    public Stored store(ObjectKey key, Path file, String contentType) {
        try {
            return new Stored.Available(bucket.put(key, file, contentType));
        } catch (S3Exception refused) {
            return failed(refused.statusCode() + details(refused));
        } catch (SdkException failure) {
            return failed(String.valueOf(failure.getMessage()));
        } catch (IOException failure) {
            return failed("cannot read " + file.getFileName() + ": " + failure);
        }
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
        bucket.close();
    }
}
