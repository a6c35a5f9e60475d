package io.vibestream.assembler.store;

import java.net.URI;

/** What came of storing one file. */
public sealed interface Stored {

    /** It is there, and whoever has this link can fetch it until the link expires. */
    record Available(URI link) implements Stored {}

    /** It is not there, and trying again would not help now. The cause names the store and the failure, and no secret. */
    record Failed(String cause) implements Stored {}

    /** As {@link Failed}, but its caller wants it nowhere else. */
    record Refused(String cause) implements Stored {}
}
