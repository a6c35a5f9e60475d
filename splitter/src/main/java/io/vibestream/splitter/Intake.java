package io.vibestream.splitter;

import io.vibestream.schemas.Codec;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.UndecodableException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the records of the request topic, which anyone may have written. */
final class Intake {

    /** What a record is. */
    sealed interface Incoming {

        /** A request. Its own id counts, whatever the record's key is. */
        record Wanted(SpeechRequest request) implements Incoming {}

        /** Something else; the key may still say whose request it was meant to be. */
        record Unreadable(String reason, Optional<String> id) implements Incoming {}
    }

    private final Codec<SpeechRequest> codec;

    Intake(Codec<SpeechRequest> codec) {
        this.codec = codec;
    }

    Incoming read(Optional<byte[]> key, Optional<byte[]> value) {
        if (value.isEmpty()) {
            return new Incoming.Unreadable("expected a SpeechRequest, found a record without a value", id(key));
        }
        try {
            return new Incoming.Wanted(codec.decode(value.get()));
        } catch (UndecodableException cause) {
            // Only what will never be readable: a registry that does not answer now stops the stream, and the record waits.
            return new Incoming.Unreadable(String.valueOf(cause.getMessage()), id(key));
        }
    }

    private static Optional<String> id(Optional<byte[]> key) {
        return key.flatMap(Intake::text).filter(id -> RequestRules.idProblem(id).isEmpty());
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
