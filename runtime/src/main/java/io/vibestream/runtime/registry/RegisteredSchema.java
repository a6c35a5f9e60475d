package io.vibestream.runtime.registry;

import org.apache.avro.Schema;

/** A version of a subject. Versions count from 1; ids belong to the schema, whatever subject it stands under. */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
