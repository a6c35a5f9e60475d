package io.vibestream.synth.model.fetch;

/** One file of a repository at a commit. */
record HubFile(HubModel model, String name, long size, Checksum checksum) {}
