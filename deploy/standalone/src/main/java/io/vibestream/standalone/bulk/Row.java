package io.vibestream.standalone.bulk;

import io.vibestream.schemas.SpeechRequest;

/** One row of the input: something to be spoken, or why it cannot be. Lines count from 1; a book's files are its lines. */
sealed interface Row {

    long line();

    /** The request's id, or for a row that is none, an id made of its content. */
    String id();

    record Wanted(long line, SpeechRequest request) implements Row {
        @Override
        public String id() {
            return request.getId();
        }
    }

    record Wrong(long line, String id, String reason) implements Row {}
}
