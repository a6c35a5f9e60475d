package io.vibestream.assembler.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.stores.CallersStore;
import io.vibestream.runtime.stores.StoreSeal;
import io.vibestream.runtime.stores.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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

/** Two callers with a server each: their credentials are no use at each other's. */
class CallersStoresIT {

    private static final ObjectKey KEY = ObjectKey.of("book", "r-1", "mp3");
    private static final StoreSeal SEAL = new StoreSeal(new Secret("known to gateways and assemblers"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final S3ProxyExtension ANNAS = S3ProxyExtension.builder().withCredentials("anna", "annas secret").build();
    @RegisterExtension
    static final S3ProxyExtension BERTS = S3ProxyExtension.builder().withCredentials("bert", "berts secret").build();

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void createBuckets() {
        createBucket(ANNAS, "anna", "annas secret");
        createBucket(BERTS, "bert", "berts secret");
    }

    private static void createBucket(S3ProxyExtension server, String id, String secret) {
        try (var admin = S3Client.builder().endpointOverride(server.getUri()).region(Region.US_EAST_1)
                .forcePathStyle(true).httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
                .build()) {
            admin.createBucket(create -> create.bucket("their-own"));
        }
    }

    private static CallersStore at(URI server, String bucket, String id, String secret) {
        return new CallersStore(server, bucket, new Secret(id), new Secret(secret));
    }

    private static CallersStore annas() {
        return at(ANNAS.getUri(), "their-own", "anna", "annas secret");
    }

    private static CallersStores anywhere(Duration patience) {
        return new CallersStores(new StoreSettings(Optional.of(SEAL), true), patience);
    }

    private Stored store(CallersStores stores, CallersStore store) throws IOException {
        return store(stores, SEAL.seal(store, "r-1"));
    }

    private Stored store(CallersStores stores, ByteBuffer sealed) throws IOException {
        var file = Files.writeString(directory.resolve("encoded"), "sound");
        try (var bucket = stores.open("r-1", sealed)) {
            return bucket.store(KEY, file, "audio/mpeg");
        }
    }

    private Stored store(CallersStore store) throws IOException {
        return store(anywhere(PATIENCE), store);
    }

    private static void assertRefused(Stored stored, String message) {
        assertThat(stored).isEqualTo(new Stored.Refused("s3Config: " + message));
    }

    @Test
    void audioGoesToItsCallerWithALinkForSevenDays() throws Exception {
        var link = ((Stored.Available) store(annas())).link();

        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString()).body())
                    .isEqualTo("sound");
        }
        assertThat(link.toString()).startsWith(ANNAS.getUri() + "/their-own/book_r-1.mp3?");
        assertThat(link).hasParameter("X-Amz-Expires", "604800");
    }

    @Test
    void everyCallersCredentialsAreTheirOwn() throws Exception {
        assertThat(store(at(BERTS.getUri(), "their-own", "bert", "berts secret")))
                .isInstanceOf(Stored.Available.class);
        assertRefused(store(at(BERTS.getUri(), "their-own", "anna", "annas secret")),
                "the store refused the audio: 403 InvalidAccessKeyId");
    }

    @Test
    void aWrongSecretAndAMissingBucketAreSaid() throws Exception {
        assertRefused(store(at(ANNAS.getUri(), "their-own", "anna", "a guess")),
                "the store refused the audio: 403 SignatureDoesNotMatch");
        assertRefused(store(at(ANNAS.getUri(), "elsewhere", "anna", "annas secret")),
                "the store refused the audio: 404 NoSuchBucket");
    }

    @Test
    void anAddressWhereNobodyIsIsSaid() throws Exception {
        assertRefused(store(at(URI.create("http://nobody.invalid"), "their-own", "anna", "annas secret")),
                "the host of endpointUrl is unknown");
        assertRefused(store(at(URI.create("http://127.0.0.1:1"), "their-own", "anna", "annas secret")),
                "the store cannot be reached: ConnectException");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var there = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            long begun = System.nanoTime();

            var stored = store(anywhere(Duration.ofSeconds(2)), at(there, "their-own", "anna", "annas secret"));

            assertRefused(stored, "the store did not take the audio within 2 s");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void privateAddressesAreNotCalledUnlessTheyAreAllowed() throws Exception {
        var publicOnly = new CallersStores(new StoreSettings(Optional.of(SEAL), false), PATIENCE);

        assertRefused(store(publicOnly, annas()),
                "endpointUrl leads to an address that is not of the public internet");
        assertRefused(store(publicOnly, at(URI.create("http://localhost:" + ANNAS.getUri().getPort()), "their-own",
                "anna", "annas secret")), "endpointUrl leads to an address that is not of the public internet");
    }

    @Test
    void aSealOfAnotherRequestOrSecretAndOneThatWasChangedOpenNothing() throws Exception {
        var cannot = "cannot be opened: it was sealed for another request, or with another STORE_SECRET";
        var changed = SEAL.seal(annas(), "r-1");
        changed.put(changed.limit() - 1, (byte) (changed.get(changed.limit() - 1) ^ 1));

        assertRefused(store(anywhere(PATIENCE), SEAL.seal(annas(), "r-2")), cannot);
        assertRefused(store(anywhere(PATIENCE),
                new StoreSeal(new Secret("known to somebody else")).seal(annas(), "r-1")), cannot);
        assertRefused(store(anywhere(PATIENCE), changed), cannot);
        assertRefused(store(anywhere(PATIENCE), ByteBuffer.allocate(0)), cannot);
    }

    @Test
    void anAssemblerWithoutTheSecretSaysSo() throws Exception {
        assertRefused(store(new CallersStores(new StoreSettings(Optional.empty(), true), PATIENCE), annas()),
                "the assembler has no STORE_SECRET to open it with");
    }
}
