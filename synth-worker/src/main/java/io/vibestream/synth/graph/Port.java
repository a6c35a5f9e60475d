package io.vibestream.synth.graph;

/** A named way into or out of a model. */
public record Port(String name, ElementType type, Shape shape) {}
