package io.vibestream.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** Ids from 1 in the order of registration, one per schema. */
final class TestRegistry {

    private final List<Schema> schemas = new ArrayList<>();

    int register(String subject, Schema schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    Optional<Schema> find(int id) {
        return id < 1 || id > schemas.size() ? Optional.empty() : Optional.of(schemas.get(id - 1));
    }

    Codecs codecs() {
        return new Codecs(this::register, this::find);
    }
}
