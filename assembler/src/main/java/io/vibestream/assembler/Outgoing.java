package io.vibestream.assembler;

import org.apache.kafka.common.utils.Bytes;

/** An encoded record, and the topic it goes to. */
record Outgoing(String topic, Bytes value) {}
