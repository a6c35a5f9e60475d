package io.vibestream.runtime.registry;

/** Another client for a registry over HTTP, found by {@link java.util.ServiceLoader}: the build's {@code confluent} profile brings one. */
public interface RegistryConnector {

    SchemaRegistry connect(RegistrySettings settings);
}
