package io.vibestream.assembler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vibestream.runtime.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class S3StoreIT {

    private static final ObjectKey KEY = ObjectKey.of("book", "r-1", "mp3");
    private static final String BUCKET = "speech";

    @RegisterExtension
    static final S3ProxyExtension SERVER = S3ProxyExtension.builder().withCredentials("reader", "open sesame").build();

    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir
    private Path directory = Path.of("");

    private static S3Settings settings() {
        return new S3Settings(BUCKET, "us-east-1", Optional.of(SERVER.getUri()), Optional.empty(), "reader",
                new Secret("open sesame"), Duration.ofHours(1), Duration.ofSeconds(30));
    }

    private static S3Settings with(String bucket, String secret, Duration ttl) {
        var s = settings();
        return new S3Settings(bucket, s.region(), s.endpoint(), s.publicEndpoint(), s.accessKeyId(), new Secret(secret),
                ttl, s.patience());
    }

    @BeforeEach
    void createBucket() {
        try (var admin = S3Client.builder().endpointOverride(SERVER.getUri()).region(Region.US_EAST_1)
                .forcePathStyle(true).httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("reader", "open sesame")))
                .build()) {
            admin.createBucket(create -> create.bucket(BUCKET));
        }
    }

    private Path file(int bytes) throws IOException {
        var sound = new byte[bytes];
        new Random(1).nextBytes(sound);
        return Files.write(directory.resolve("encoded"), sound);
    }

    private Stored store(S3Settings settings, Path file) {
        try (var store = new S3Store(settings)) {
            return store.store(KEY, file, "audio/mpeg");
        }
    }

    private HttpResponse<byte[]> get(URI link) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());
    }

    private static URI link(Stored stored) {
        assertThat(stored).isInstanceOf(Stored.Available.class);
        return ((Stored.Available) stored).link();
    }

    @Test
    void aLinkFetchesTheWholeFileAndSaysWhatItIs() throws Exception {
        var file = file(100_000);

        var link = link(store(settings(), file));

        var answer = get(link);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readAllBytes(file));
        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(link).hasPath("/speech/book_r-1.mp3").hasParameter("X-Amz-Expires", "3600");
    }

    @Test
    void aLongFileGoesInPartsAndComesBackWhole() throws Exception {
        var file = file((20 << 20) + 1);

        var answer = get(link(store(settings(), file)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readAllBytes(file));
        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
    }

    @Test
    void aLinkExpires() throws Exception {
        var link = link(store(with(BUCKET, "open sesame", Duration.ofSeconds(1)), file(10)));

        await().atMost(Duration.ofSeconds(20)).until(() -> get(link).statusCode() == 403);
    }

    @Test
    void aLinkForAnotherObjectIsRefused() throws Exception {
        var link = link(store(settings(), file(10)));

        var answer = get(URI.create(link.toString().replace("r-1", "r-2")));

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aWrongSecretIsSaidAndNotShown() throws Exception {
        var stored = store(with(BUCKET, "close sesame", Duration.ofHours(1)), file(10));

        assertThat(stored).isInstanceOfSatisfying(Stored.Failed.class, failed -> assertThat(failed.cause())
                .startsWith("S3 bucket 'speech': 403 SignatureDoesNotMatch").doesNotContain("sesame"));
    }

    @Test
    void aWrongSecretFailsALongFileToo() throws Exception {
        var stored = store(with(BUCKET, "close sesame", Duration.ofHours(1)), file((16 << 20) + 1));

        assertThat(stored).isInstanceOfSatisfying(Stored.Failed.class,
                failed -> assertThat(failed.cause()).contains("403 SignatureDoesNotMatch"));
    }

    @Test
    void aBucketThatIsNotThereIsNamed() throws Exception {
        var stored = store(with("elsewhere", "open sesame", Duration.ofHours(1)), file(10));

        assertThat(stored).isInstanceOfSatisfying(Stored.Failed.class,
                failed -> assertThat(failed.cause()).startsWith("S3 bucket 'elsewhere': 404 NoSuchBucket"));
    }

    @Test
    void aServerThatIsNotThereFailsWithinTheTimeGiven() throws Exception {
        var s = settings();
        var nobody = new S3Settings(BUCKET, s.region(), Optional.of(URI.create("http://localhost:1")), Optional.empty(),
                "reader", s.secretAccessKey(), s.linkTtl(), Duration.ofSeconds(10));
        long begun = System.nanoTime();

        var stored = store(nobody, file(10));

        assertThat(stored).isInstanceOfSatisfying(Stored.Failed.class,
                failed -> assertThat(failed.cause()).contains("Connection refused"));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
    }

    @Test
    void thoseWhoFetchMayKnowTheServerByAnotherName() throws Exception {
        var s = settings();
        var elsewhere = new S3Settings(BUCKET, s.region(), s.endpoint(),
                Optional.of(URI.create("https://audio.example")),
                "reader", s.secretAccessKey(), s.linkTtl(), s.patience());

        assertThat(link(store(elsewhere, file(10)))).hasScheme("https").hasHost("audio.example");
    }
}
