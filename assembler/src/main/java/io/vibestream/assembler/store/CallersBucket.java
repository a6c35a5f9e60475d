package io.vibestream.assembler.store;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket that a caller brought along for one request. Nothing of it is logged, and of what its server says only the error codes are
 * passed on.
 */
final class CallersBucket implements AudioStore {

    private static final Logger LOG = LoggerFactory.getLogger(CallersBucket.class);
    private static final String CODE = "[A-Za-z0-9]{1,64}";

    private final String requestId;
    private final Bucket bucket;
    private final Duration patience;

    CallersBucket(String requestId, Bucket bucket, Duration patience) {
        this.requestId = requestId;
        this.bucket = bucket;
        this.patience = patience;
    }

    @Override
    public Stored store(ObjectKey key, Path file, String contentType) {
        try {
            return new Stored.Available(bucket.put(key, file, contentType));
        } catch (SdkException failure) {
            var cause = cause(failure);
            LOG.atWarn().addKeyValue("request", requestId).addKeyValue("cause", cause)
                    .log("audio not stored with its caller");
            return refused(cause);
        } catch (IOException failure) {
            return new Stored.Failed("cannot read " + file.getFileName() + ": " + failure);
        }
    }

    static Stored.Refused refused(String cause) {
        return new Stored.Refused("s3Config: " + cause);
    }

    private String cause(SdkException failure) {
        return switch (failure) {
            case S3Exception refused -> "the store refused the audio: " + refused.statusCode() + code(refused);
            case ApiCallTimeoutException _ -> "the store did not take the audio within " + patience.toSeconds() + " s";
            default -> cause(causes(failure).reduce((_, last) -> last).orElse(failure));
        };
    }

    private static String cause(Throwable first) {
        return switch (first) {
            case TargetWatch.PrivateTargetException _ ->
                "endpointUrl leads to an address that is not of the public internet";
            case UnknownHostException _ -> "the host of endpointUrl is unknown";
            default -> "the store cannot be reached: " + first.getClass().getSimpleName();
        };
    }

    private static String code(S3Exception refused) {
        return Optional.ofNullable(refused.awsErrorDetails()).map(AwsErrorDetails::errorCode)
                .filter(code -> code.matches(CODE)).map(code -> " " + code).orElse("");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    @Override
    public void close() {
        bucket.close();
    }
}
