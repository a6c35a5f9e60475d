package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vibestream.broker.BrokerPorts;
import io.vibestream.broker.DevBroker;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Jobs that bring a bucket along, through the whole pipeline. */
class CallersStoresIT {

    private static final Progress PROGRESS = new Progress(System.err, InstantSource.system());
    private static final List<String> TOPICS = List.of(Topic.REQUESTS.topicName(), Topic.PLANS.topicName(),
            Topic.JOBS.topicName(), Topic.STATUS.topicName(), Topic.RESULTS.topicName());

    @RegisterExtension
    static final S3Server SERVICES = new S3Server("service", "services-secret");
    @RegisterExtension
    static final S3Server CALLERS = new S3Server("caller", "callers-secret");

    @TempDir
    private Path directory;
    private final HttpClient http = HttpClient.newHttpClient();

    private static void createBucket(S3Server server, String id, String secret, String bucket) {
        try (var admin = S3Client.builder().endpointOverride(server.uri()).region(Region.US_EAST_1).forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
                .build()) {
            admin.createBucket(create -> create.bucket(bucket));
        }
    }

    private JsonNode speak(Pipeline pipeline, String s3Config) throws IOException, InterruptedException {
        var body = "{\"input\":{\"text\":\"Hello from here.\"}" + s3Config + "}";
        var answer = http.send(HttpRequest.newBuilder(pipeline.url().resolve("/v2/ep1/runsync"))
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        return JsonMapper.builder().build().readTree(answer.body());
    }

    private static String s3Config(String secret) {
        return ",\"s3Config\":{\"accessId\":\"caller\",\"accessSecret\":\"" + secret
                + "\",\"bucketName\":\"callers-own\",\"endpointUrl\":\"" + CALLERS.uri() + "\"}";
    }

    @Test
    void audioGoesIntoTheBucketThatAJobBringsAlong() throws Exception {
        createBucket(SERVICES, "service", "services-secret", "speech");
        createBucket(CALLERS, "caller", "callers-secret", "callers-own");
        try (var broker = DevBroker.start(directory.resolve("kafka"), BrokerPorts.free())) {
            var settings = Pipeline.anyPorts(new HashMap<>());
            settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
            settings.put("STORE_PRIVATE_TARGETS", "true");
            settings.put("S3_ENDPOINT_URL", SERVICES.uri().toString());
            settings.put("S3_BUCKET_NAME", "speech");
            settings.put("S3_ACCESS_KEY_ID", "service");
            settings.put("S3_SECRET_ACCESS_KEY", "services-secret");
            var registry = new InMemoryRegistry();
            var codecs = new Codecs(registry::register, registry::find);
            try (var pipeline = Pipeline.start(directory.resolve("data"), 0, settings, PROGRESS);
                    var stranger = new Stranger(broker.bootstrapServers(), codecs, TOPICS.toArray(String[]::new))) {

                var theirs = speak(pipeline, s3Config("callers-secret"));
                var refused = speak(pipeline, s3Config("a-guess-of-it"));
                var ours = speak(pipeline, "");

                var link = theirs.path("output").path("audio_url").asText();
                assertThat(link).as("%s", theirs).startsWith(CALLERS.uri() + "/callers-own/")
                        .contains("X-Amz-Expires=604800");
                assertThat(http.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofByteArray())
                        .body().length).isGreaterThan(1000);
                assertThat(refused.path("status").asText()).isEqualTo("FAILED");
                assertThat(refused.path("error").asText())
                        .isEqualTo("s3Config: the store refused the audio: 403 SignatureDoesNotMatch");
                assertThat(ours.path("output").path("audio_url").asText()).as("%s", ours)
                        .startsWith(SERVICES.uri() + "/speech/");
                stranger.result(ours.path("id").asText());
                assertNothingIsShown(stranger, theirs.path("id").asText(), refused.path("id").asText());
            }
        }
    }

    private static void assertNothingIsShown(Stranger stranger, String... ids) {
        for (var topic : TOPICS) {
            for (var id : ids) {
                assertThat(stranger.records(topic, id)).as(topic).isNotEmpty()
                        .allSatisfy(record -> assertThat(new String(record.value(), StandardCharsets.ISO_8859_1))
                                .doesNotContain("callers-secret").doesNotContain("a-guess-of-it"));
            }
        }
    }
}
