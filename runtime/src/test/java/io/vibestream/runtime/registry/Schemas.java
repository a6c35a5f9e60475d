package io.vibestream.runtime.registry;

import org.apache.avro.Schema;

/** Schemas for these tests. */
final class Schemas {

    /** The first version. */
    static final Schema GREETING = parse("""
            {"type": "record", "name": "Greeting", "namespace": "test", "doc": "Says hello.", "fields": [
              {"name": "to", "type": "string"}, {"name": "times", "type": "int", "default": 1}]}""");
    /** Reads what was written with {@link #GREETING}: the addition has a default. */
    static final Schema GREETING_2 = parse("""
            {"type": "record", "name": "Greeting", "namespace": "test", "fields": [
              {"name": "to", "type": "string"}, {"name": "times", "type": "int", "default": 1},
              {"name": "loud", "type": "boolean", "default": false}]}""");
    /** Does not: nobody knows what {@code from} was. */
    static final Schema BROKEN = parse("""
            {"type": "record", "name": "Greeting", "namespace": "test", "fields": [
              {"name": "from", "type": "string"}]}""");

    private Schemas() {}

    static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }
}
