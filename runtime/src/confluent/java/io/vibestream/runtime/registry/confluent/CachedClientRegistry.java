package io.vibestream.runtime.registry.confluent;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.vibestream.runtime.registry.IncompatibleSchemaException;
import io.vibestream.runtime.registry.RegistryRefusedException;
import io.vibestream.runtime.registry.RegistryUnavailableException;
import io.vibestream.runtime.registry.SchemaRegistry;
import io.vibestream.runtime.registry.UnknownSchemaException;
import java.io.IOException;
import org.apache.avro.Schema;

/** Speaks to the registry through Confluent's client, which caches and retries by itself. */
public final class CachedClientRegistry implements SchemaRegistry {

    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int VERSION_NOT_FOUND = 40402;

    private final SchemaRegistryClient client;

    public CachedClientRegistry(SchemaRegistryClient client) {
        this.client = client;
    }

    @Override
    public int register(String subject, Schema schema) {
        try {
            return client.register(subject, new AvroSchema(schema));
        } catch (IOException failure) {
            throw unavailable(failure);
        } catch (RestClientException failure) {
            if (failure.getStatus() == 409) {
                throw new IncompatibleSchemaException(subject, String.valueOf(failure.getMessage()), failure);
            }
            throw failed(failure);
        }
    }

    @Override
    public Schema schema(int id) {
        try {
            if (client.getSchemaById(id).rawSchema() instanceof Schema schema) {
                return schema;
            }
            throw new RegistryRefusedException("schema " + id + " is no Avro schema", 200, 200);
        } catch (IOException failure) {
            throw unavailable(failure);
        } catch (RestClientException failure) {
            if (failure.getErrorCode() == SCHEMA_NOT_FOUND) {
                throw new UnknownSchemaException(id, failure);
            }
            throw failed(failure);
        }
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
        try {
            return client.testCompatibility(subject, new AvroSchema(schema));
        } catch (IOException failure) {
            throw unavailable(failure);
        } catch (RestClientException failure) {
            return switch (failure.getErrorCode()) {
                // Where there is no earlier version, any schema will do.
                case SUBJECT_NOT_FOUND, VERSION_NOT_FOUND -> true;
                default -> throw failed(failure);
            };
        }
    }

    private static RuntimeException failed(RestClientException failure) {
        return failure.getStatus() >= 500
                ? unavailable(failure)
                : new RegistryRefusedException(String.valueOf(failure.getMessage()), failure.getStatus(),
                        failure.getErrorCode(), failure);
    }

    private static RegistryUnavailableException unavailable(Exception failure) {
        return new RegistryUnavailableException("the schema registry cannot be used: " + failure.getMessage(), failure);
    }
}
