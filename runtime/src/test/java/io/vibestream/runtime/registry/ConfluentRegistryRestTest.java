package io.vibestream.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vibestream.runtime.registry.ConfluentRegistryRest.Response;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfluentRegistryRestTest {

    private static final String INT = "\\\"int\\\"";

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final ConfluentRegistryRest rest = new ConfluentRegistryRest(registry);
    private final int id = registry.register("greetings/value", Schemas.GREETING);
    private final int id2 = registry.register("greetings/value", Schemas.GREETING_2);
    private final int intId = registry.register("counts", Schema.create(Schema.Type.INT));

    @Test
    void listsSubjectsVersionsAndTypes() {
        assertThat(get("/subjects")).isEqualTo(ok("[\"counts\",\"greetings/value\"]"));
        assertThat(get("/subjects/greetings%2Fvalue/versions")).isEqualTo(ok("[1,2]"));
        assertThat(get("/schemas/types")).isEqualTo(ok("[\"AVRO\"]"));
    }

    @Test
    void showsAVersion() {
        var shown = ok("{\"subject\":\"counts\",\"version\":1,\"id\":" + intId + ",\"schema\":\"" + INT + "\"}");

        assertThat(get("/subjects/counts/versions/1")).isEqualTo(shown);
        assertThat(get("/subjects/counts/versions/latest?deleted=false")).isEqualTo(shown);
        assertThat(get("/subjects/counts/versions/1/schema")).isEqualTo(ok("\"int\""));
        assertThat(get("/subjects/greetings%2Fvalue/versions/latest").body()).contains("\"id\":" + id2 + ",");
    }

    @Test
    void showsASchemaById() {
        assertThat(get("/schemas/ids/" + intId)).isEqualTo(ok("{\"schema\":\"" + INT + "\"}"));
        assertThat(get("/schemas/ids/" + intId + "?fetchMaxId=false&subject=counts"))
                .isEqualTo(ok("{\"schema\":\"" + INT + "\"}"));
        assertThat(get("/schemas/ids/" + id + "/schema").body())
                .startsWith("{\"type\":\"record\",\"name\":\"Greeting\"");
        assertThat(get("/schemas/ids/" + intId + "/subjects")).isEqualTo(ok("[\"counts\"]"));
        assertThat(get("/schemas/ids/" + id2 + "/versions"))
                .isEqualTo(ok("[{\"subject\":\"greetings/value\",\"version\":2}]"));
    }

    @Test
    void saysThatVersionsAreBackwardCompatible() {
        assertThat(get("/config")).isEqualTo(ok("{\"compatibilityLevel\":\"BACKWARD\"}"));
        assertThat(get("/config/counts")).isEqualTo(ok("{\"compatibilityLevel\":\"BACKWARD\"}"));
    }

    @Test
    void findsASchemaUnderItsSubject() {
        assertThat(post("/subjects/counts", body("\"int\""))).isEqualTo(get("/subjects/counts/versions/1"));
        assertThat(post("/subjects/counts/versions", body("{\"type\": \"int\"}")))
                .isEqualTo(ok("{\"id\":" + intId + "}"));
    }

    @Test
    void checksCompatibility() {
        var path = "/compatibility/subjects/greetings%2Fvalue/versions/latest";

        assertThat(post(path, body(Schemas.GREETING.toString()))).isEqualTo(ok("{\"is_compatible\":true}"));
        assertThat(post(path, body(Schemas.BROKEN.toString()))).isEqualTo(ok("{\"is_compatible\":false}"));
    }

    @Test
    void refusesToRegisterWhatIsNotThere() {
        var response = post("/subjects/counts/versions", body("\"long\""));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).contains("\"error_code\":40301").contains("read-only").contains("counts");
        assertThat(registry.versions("counts")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"PUT, /config, 405, 405", "DELETE, /subjects/counts, 405, 405", "POST, /schemas/types, 405, 405",
            "GET, /compatibility/subjects/counts/versions/1, 405, 405", "GET, /nothing, 404, 404",
            "GET, /subjects/unknown/versions, 404, 40401", "GET, /subjects/unknown/versions/1, 404, 40401",
            "GET, /subjects/counts/versions/2, 404, 40402", "GET, /subjects/counts/versions/0, 422, 42202",
            "GET, /subjects/counts/versions/first, 422, 42202", "GET, /schemas/ids/1, 404, 40403",
            "GET, /schemas/ids/x, 404, 404", "GET, /subjects/%GG/versions, 400, 400"})
    void answersWithConfluentsErrorCodes(String method, String path, int status, int code) {
        var response = rest.handle(method, path, "");

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(response.body()).startsWith("{\"error_code\":" + code + ",\"message\":\"");
    }

    @Test
    void answersWithConfluentsErrorCodesToSchemasThatItCannotFindOrRead() {
        assertThat(post("/subjects/unknown", body("\"int\"")).body()).contains("40401");
        assertThat(post("/subjects/counts", body("\"long\"")).body()).contains("40403");
        assertThat(post("/subjects/counts", body("nonsense")).body()).contains("42201");
        assertThat(post("/subjects/counts", "{}").body()).contains("42201");
        assertThat(post("/subjects/counts", "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}").body()).contains("42201");
        assertThat(post("/subjects/counts", "not json").status()).isEqualTo(400);
        assertThat(post("/subjects/counts", "").status()).isEqualTo(422);
    }

    private Response get(String path) {
        return rest.handle("GET", path, "");
    }

    private Response post(String path, String body) {
        return rest.handle("POST", path, body);
    }

    private static String body(String schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema).toString();
    }

    private static Response ok(String body) {
        return new Response(200, "application/vnd.schemaregistry.v1+json", body);
    }
}
