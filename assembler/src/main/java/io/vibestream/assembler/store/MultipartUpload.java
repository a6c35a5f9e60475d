package io.vibestream.assembler.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Sends one long file in parts. Either all of it becomes the object, or nothing of it stays. Used once, by one thread. */
final class MultipartUpload {

    private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);
    private static final int PART_BYTES = 8 << 20;
    private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(10);

    private final S3Client client;
    private final String bucket;
    private final ObjectKey key;
    private final Deadline until;

    MultipartUpload(S3Client client, String bucket, ObjectKey key, Deadline until) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.until = until;
    }

    /**
     * Sends the file.
     *
     * @throws SdkException when the server refuses, or time runs out
     * @throws IOException when the file cannot be read
     */
    void run(FileChannel file, String contentType) throws IOException {
        var upload = client.createMultipartUpload(create -> create.bucket(bucket).key(key.value())
                .contentType(contentType).overrideConfiguration(o -> o.apiCallTimeout(until.left()))).uploadId();
        boolean complete = false;
        try {
            var parts = send(upload, file);
            client.completeMultipartUpload(end -> end.bucket(bucket).key(key.value()).uploadId(upload)
                    .multipartUpload(all -> all.parts(parts))
                    .overrideConfiguration(o -> o.apiCallTimeout(until.left())));
            complete = true;
        } finally {
            if (!complete) {
                abort(upload);
            }
        }
    }

    private List<CompletedPart> send(String upload, FileChannel file) throws IOException {
        var parts = new ArrayList<CompletedPart>();
        for (long sent = 0; sent < file.size(); sent += PART_BYTES) {
            var body = RequestBody.fromByteBuffer(read(file, (int) Math.min(PART_BYTES, file.size() - sent)));
            int number = parts.size() + 1;
            var tag = client.uploadPart(part -> part.bucket(bucket).key(key.value()).uploadId(upload).partNumber(number)
                    .overrideConfiguration(o -> o.apiCallTimeout(until.left())), body).eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        return parts;
    }

    private static ByteBuffer read(FileChannel file, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes) < 0) {
                throw new EOFException("expected " + bytes.remaining() + " more bytes, found the end of the file");
            }
        }
        return bytes.flip();
    }

    /** Parts that nobody completes are paid for until somebody finds them. */
    private void abort(String upload) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key.value()).uploadId(upload)
                    .overrideConfiguration(o -> o.apiCallTimeout(ABORT_TIMEOUT)));
        } catch (SdkException failure) {
            LOG.atWarn().addKeyValue("bucket", bucket).addKeyValue("key", key).setCause(failure)
                    .log("an upload could not be aborted: its parts stay until the bucket's own rules remove them");
        }
    }
}
