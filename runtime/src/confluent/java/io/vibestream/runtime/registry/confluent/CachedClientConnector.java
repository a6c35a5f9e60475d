package io.vibestream.runtime.registry.confluent;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.vibestream.runtime.registry.RegistryConnector;
import io.vibestream.runtime.registry.RegistrySettings;
import io.vibestream.runtime.registry.SchemaRegistry;
import java.net.URI;
import java.util.HashMap;

/** Builds Confluent's client from our settings. */
public final class CachedClientConnector implements RegistryConnector {

    private static final int CACHED_VERSIONS_PER_SUBJECT = 1000;

    @Override
    public SchemaRegistry connect(RegistrySettings settings) {
        var configs = new HashMap<String, Object>();
        settings.basicAuth().ifPresent(secret -> {
            configs.put("basic.auth.credentials.source", "USER_INFO");
            configs.put("basic.auth.user.info", secret.reveal());
        });
        var addresses = settings.addresses().stream().map(URI::toString).toList();
        return new CachedClientRegistry(
                new CachedSchemaRegistryClient(addresses, CACHED_VERSIONS_PER_SUBJECT, configs));
    }
}
