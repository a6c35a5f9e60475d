package io.vibestream.runtime.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Gives every schema a number that records carry in its place. Safe to share between threads.
 *
 * <p>All methods throw {@link RegistryUnavailableException} when the registry cannot be reached for now, and
 * {@link RegistryRefusedException} when it will not do what was asked.
 */
public interface SchemaRegistry {

    /**
     * The id of {@code schema}, which becomes a version of {@code subject} unless it is one already.
     *
     * @throws IncompatibleSchemaException when readers of it could not read what was written with an earlier version
     */
    int register(String subject, Schema schema);

    /**
     * The schema with this id.
     *
     * @throws UnknownSchemaException when there is none
     */
    Schema schema(int id);

    /** The schema with this id, if there is one: for those to whom an unknown id is somebody else's mistake. */
    default Optional<Schema> find(int id) {
        try {
            return Optional.of(schema(id));
        } catch (UnknownSchemaException none) {
            return Optional.empty();
        }
    }

    /** Whether {@code schema} may become the next version of {@code subject}. */
    boolean compatible(String subject, Schema schema);
}
