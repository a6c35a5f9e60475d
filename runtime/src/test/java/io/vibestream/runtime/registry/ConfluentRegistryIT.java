package io.vibestream.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vibestream.runtime.registry.ConfluentRegistryRest.Response;
import io.vibestream.runtime.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The answers are those that Confluent's documentation of the REST API shows. */
@Timeout(60)
class ConfluentRegistryIT {

    private final Queue<Response> answers = new ArrayDeque<>();
    private final RegistryServer server = new RegistryServer(request -> answers.remove());
    private final ConfluentRegistry registry = registry(Optional.empty(), server.address());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void registersASchemaAndRemembersItBothWays() {
        answer(200, "{\"id\":1}");

        int id = registry.register("greetings value/1", Schemas.GREETING);

        assertThat(id).isEqualTo(1);
        assertThat(registry.register("greetings value/1", Schemas.GREETING)).isEqualTo(1);
        assertThat(registry.schema(1)).isEqualTo(Schemas.GREETING);
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/subjects/greetings%20value%2F1/versions");
            assertThat(request.body()).startsWith("{\"schema\":\"{\\\"type\\\":\\\"record\\\"");
            assertThat(request.authorization()).isEmpty();
        });
    }

    @Test
    void looksASchemaUpOnce() {
        answer(200, "{\"schema\":\"\\\"string\\\"\"}");

        assertThat(registry.schema(7)).isEqualTo(Schemas.parse("\"string\""));
        assertThat(registry.schema(7)).isSameAs(registry.schema(7));
        assertThat(server.requests()).extracting(RegistryServer.Request::path).containsExactly("/schemas/ids/7");
    }

    @Test
    void tellsAnUnknownIdFromOtherFailures() {
        answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

        assertThatThrownBy(() -> registry.schema(7)).isInstanceOf(UnknownSchemaException.class)
                .hasMessage("the schema registry has no schema with id 7");
    }

    @Test
    void tellsAnIncompatibleSchemaFromOtherFailures() {
        answer(409, "{\"error_code\":409,\"message\":\"Schema being registered is incompatible\"}");

        assertThatThrownBy(() -> registry.register("s", Schemas.BROKEN)).isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("subject s").hasMessageContaining("Schema being registered is incompatible");
    }

    @Test
    void passesOnWhyTheRegistryRefuses() {
        answer(422, "{\"error_code\":42201,\"message\":\"Invalid Avro schema\"}");

        var refusal = catchThrowableOfType(RegistryRefusedException.class,
                () -> registry.register("s", Schemas.GREETING));

        assertThat(refusal).hasMessageEndingWith("status 422, Invalid Avro schema");
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.errorCode()).isEqualTo(42201);
    }

    @Test
    void doesNotTryAgainWithCredentialsThatWereRefused() {
        answer(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");
        var secured = registry(Optional.of(new Secret("user:hunter2")), server.address());

        assertThatThrownBy(() -> secured.schema(1)).isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("status 401, Unauthorized").hasMessageNotContaining("hunter2");
        assertThat(server.requests()).singleElement().extracting(RegistryServer.Request::authorization)
                .isEqualTo(Optional.of("Basic dXNlcjpodW50ZXIy"));
    }

    @Test
    void triesAgainWhenTheRegistryIsBusy() {
        answer(503, "<html>down for maintenance</html>");
        answer(500, "{\"error_code\":50001,\"message\":\"Error in the backend data store\"}");
        answer(200, "{\"id\":3}");

        assertThat(registry.register("s", Schemas.GREETING)).isEqualTo(3);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void givesUpAfterSomeTries() {
        for (int i = 0; i < 3; i++) {
            answer(503, "");
        }

        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("gave up after 3 tries").hasMessageContaining("status 503");
    }

    @Test
    void triesTheNextAddressWhenOneDoesNotAnswer() {
        answer(200, "{\"id\":3}");
        var twoAddresses = registry(Optional.empty(), URI.create("http://localhost:1"), server.address());

        assertThat(twoAddresses.register("s", Schemas.GREETING)).isEqualTo(3);
    }

    @Test
    void asksWhetherASchemaMayFollow() {
        answer(200, "{\"is_compatible\":false}");
        answer(404, "{\"error_code\":40401,\"message\":\"Subject 's' not found.\"}");

        assertThat(registry.compatible("s", Schemas.BROKEN)).isFalse();
        assertThat(registry.compatible("s", Schemas.BROKEN)).isTrue();
        assertThat(server.requests().getFirst().path()).isEqualTo("/compatibility/subjects/s/versions/latest");
    }

    @Test
    void noticesThatTheAddressIsNoRegistry() {
        answer(200, "<html>Welcome to nginx!</html>");
        answer(200, "{\"status\":\"ok\"}");

        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("is it a registry?");
        assertThatThrownBy(() -> registry.register("s", Schemas.GREETING)).isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("expected 'id'");
    }

    @Test
    void refusesSchemasThatAreNotAvro() {
        answer(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = \\\"proto3\\\";\"}");

        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(RegistryRefusedException.class)
                .hasMessage("schema 1 is no Avro schema");
    }

    @Test
    void understandsTheRegistryInMemory() {
        var inMemory = new InMemoryRegistry();
        int id = inMemory.register("s", Schemas.GREETING);
        try (var mounted = RegistryServer.of(inMemory)) {
            var client = registry(Optional.empty(), mounted.address());

            assertThat(client.schema(id)).isEqualTo(Schemas.GREETING);
            assertThat(client.register("s", Schemas.GREETING)).isEqualTo(id);
            assertThat(client.compatible("s", Schemas.GREETING_2)).isTrue();
            assertThat(client.compatible("s", Schemas.BROKEN)).isFalse();
            assertThat(client.compatible("unknown", Schemas.BROKEN)).isTrue();
            assertThatThrownBy(() -> client.register("s", Schemas.GREETING_2))
                    .isInstanceOf(RegistryRefusedException.class).hasMessageContaining("read-only");
        }
    }

    private void answer(int status, String body) {
        answers.add(new Response(status, "application/vnd.schemaregistry.v1+json", body));
    }

    private static ConfluentRegistry registry(Optional<Secret> basicAuth, URI... addresses) {
        return new ConfluentRegistry(new RegistrySettings(List.of(addresses), basicAuth),
                new RegistryHttp.Patience(3, Duration.ofMillis(1)));
    }
}
