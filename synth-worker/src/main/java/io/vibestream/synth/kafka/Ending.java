package io.vibestream.synth.kafka;

import java.util.Locale;

/** How the work on one taken chunk ended. */
enum Ending {
    /** Spoken to its end. */
    COMPLETED,
    /** It will not be spoken; its request was told why. */
    FAILED,
    /** Its deadline passed; its request was told. */
    EXPIRED,
    /** Nobody wants it any more; the assembler answers. */
    CANCELLED,
    /** No chunk at all; now a dead letter. */
    UNDECODABLE,
    /** Given back, for another attempt here or elsewhere. */
    RETURNED,
    /** No longer ours: whoever has it will end it. */
    LOST;

    /** As metrics show it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
