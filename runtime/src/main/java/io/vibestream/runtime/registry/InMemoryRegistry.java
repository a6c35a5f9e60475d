package io.vibestream.runtime.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/**
 * A registry for development: every process registers the same schemas at its start and so has the same ids
 * ({@link SchemaIdentity}), which outlive it in the broker's records. It takes only backward compatible versions.
 */
public final class InMemoryRegistry implements SchemaRegistry {

    // Everything is synchronized, not handed to one owner: the thread that starts the process registers while request
    // threads already look up, and both need the answer at once.
    private final Map<String, List<RegisteredSchema>> subjects = new TreeMap<>();
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final Map<Integer, String> normalised = new HashMap<>();
    private final Function<Schema, SchemaIdentity> identity;

    public InMemoryRegistry() {
        this(SchemaIdentity::of);
    }

    InMemoryRegistry(Function<Schema, SchemaIdentity> identity) {
        this.identity = identity;
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        var registered = lookup(subject, schema);
        if (registered.isPresent()) {
            return registered.get().id();
        }
        var versions = subjects.getOrDefault(subject, List.of());
        if (!versions.isEmpty()) {
            var reasons = incompatibilities(schema, versions.getLast().schema());
            if (!reasons.isEmpty()) {
                throw new IncompatibleSchemaException(subject, String.join("; ", reasons));
            }
        }
        int id = claimId(schema);
        subjects.computeIfAbsent(subject, name -> new ArrayList<>())
                .add(new RegisteredSchema(subject, versions.size() + 1, id, schema));
        return id;
    }

    private int claimId(Schema schema) {
        var claimed = identity.apply(schema);
        var earlier = normalised.putIfAbsent(claimed.id(), claimed.normalised());
        if (earlier != null && !earlier.equals(claimed.normalised())) {
            throw new IllegalStateException("schema " + schema.getFullName() + " has the id " + claimed.id()
                    + " of another schema, " + schema(claimed.id()).getFullName() + "; change its documentation");
        }
        schemas.putIfAbsent(claimed.id(), schema);
        return claimed.id();
    }

    @Override
    public synchronized Schema schema(int id) {
        var schema = schemas.get(id);
        if (schema == null) {
            throw new UnknownSchemaException(id);
        }
        return schema;
    }

    @Override
    public synchronized boolean compatible(String subject, Schema schema) {
        var versions = versions(subject);
        return versions.isEmpty() || incompatibilities(schema, versions.getLast().schema()).isEmpty();
    }

    /** Every subject, sorted. */
    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /** The versions of a subject, oldest first; empty for a subject that is not there. */
    public synchronized List<RegisteredSchema> versions(String subject) {
        return List.copyOf(subjects.getOrDefault(subject, List.of()));
    }

    /** One version of a subject, the first being 1. */
    public Optional<RegisteredSchema> version(String subject, int version) {
        return versions(subject).stream().filter(registered -> registered.version() == version).findFirst();
    }

    /** The version of {@code subject} that is this schema. */
    public Optional<RegisteredSchema> lookup(String subject, Schema schema) {
        var wanted = identity.apply(schema).normalised();
        return versions(subject).stream()
                .filter(registered -> identity.apply(registered.schema()).normalised().equals(wanted)).findFirst();
    }

    /** Why {@code reader} cannot read what was written with {@code writer}; empty when it can. */
    static List<String> incompatibilities(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult().getIncompatibilities()
                .stream().map(InMemoryRegistry::describe).toList();
    }

    private static String describe(Incompatibility incompatibility) {
        return incompatibility.getType() + " at " + incompatibility.getLocation() + ": " + incompatibility.getMessage();
    }
}
