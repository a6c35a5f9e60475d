package io.vibestream.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class InMemoryRegistryTest {

    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void givesTheSameIdInEveryProcessAndRelease() {
        int id = registry.register("greetings-value", Schemas.GREETING);

        // Never change this number: records that are in Kafka already carry it.
        assertThat(id).isEqualTo(374187242);
    }

    @Test
    void givesTheSameIdHoweverTheJsonIsWritten() {
        var rewritten = Schemas.parse("""
                {"fields": [{"type": {"avro.java.string": "String", "type": "string"}, "name": "to"},
                 {"default": 1, "name": "times", "type": "int"}],
                 "doc": "Says hello.", "namespace": "test", "name": "Greeting", "type": "record"}""");

        assertThat(SchemaIdentity.of(rewritten)).isEqualTo(SchemaIdentity.of(Schemas.GREETING));
    }

    @Test
    void normalisesToSortedJsonWithoutWhiteSpace() {
        assertThat(SchemaIdentity.of(Schemas.GREETING).normalised()).isEqualTo("{\"doc\":\"Says hello.\",\"fields\":"
                + "[{\"name\":\"to\",\"type\":\"string\"},{\"default\":1,\"name\":\"times\",\"type\":\"int\"}],"
                + "\"name\":\"Greeting\",\"namespace\":\"test\",\"type\":\"record\"}");
    }

    @Test
    void keepsOneVersionOfASchemaThatIsRegisteredTwice() {
        int first = registry.register("s", Schemas.GREETING);
        int second = registry.register("s", Schemas.GREETING);

        assertThat(second).isEqualTo(first);
        assertThat(registry.versions("s")).containsExactly(new RegisteredSchema("s", 1, first, Schemas.GREETING));
    }

    @Test
    void givesOneSchemaOneIdUnderAllSubjects() {
        assertThat(registry.register("a", Schemas.GREETING)).isEqualTo(registry.register("b", Schemas.GREETING));
        assertThat(registry.subjects()).containsExactly("a", "b");
    }

    @Test
    void listsCompatibleVersionsInTheirOrder() {
        registry.register("s", Schemas.GREETING);
        int id = registry.register("s", Schemas.GREETING_2);

        assertThat(registry.schema(id)).isEqualTo(Schemas.GREETING_2);
        assertThat(registry.version("s", 2)).contains(new RegisteredSchema("s", 2, id, Schemas.GREETING_2));
        assertThat(registry.version("s", 3)).isEmpty();
        assertThat(registry.lookup("s", Schemas.GREETING)).map(RegisteredSchema::version).contains(1);
    }

    @Test
    void refusesASchemaThatCannotReadTheOneBefore() {
        registry.register("s", Schemas.GREETING);

        assertThat(registry.compatible("s", Schemas.BROKEN)).isFalse();
        assertThatThrownBy(() -> registry.register("s", Schemas.BROKEN))
                .isInstanceOf(IncompatibleSchemaException.class).hasMessageStartingWith("subject s: ")
                .hasMessageContaining("from");
        assertThat(registry.versions("s")).hasSize(1);
    }

    @Test
    void takesAnythingAsTheFirstVersion() {
        assertThat(registry.compatible("new", Schemas.BROKEN)).isTrue();
    }

    @Test
    void refusesAnIdThatNoSchemaHas() {
        assertThatThrownBy(() -> registry.schema(7)).isInstanceOf(UnknownSchemaException.class)
                .hasMessage("the schema registry has no schema with id 7");
    }

    @Test
    void refusesTwoSchemasThatClaimOneId() {
        var colliding = new InMemoryRegistry(schema -> new SchemaIdentity(schema.toString(), 7));
        colliding.register("a", Schemas.GREETING);

        assertThatIllegalStateException().isThrownBy(() -> colliding.register("b", Schema.create(Schema.Type.INT)))
                .withMessage("schema int has the id 7 of another schema, test.Greeting; change its documentation");
    }
}
