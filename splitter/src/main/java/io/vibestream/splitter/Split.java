package io.vibestream.splitter;

import java.util.List;

/** What becomes of one request. */
sealed interface Split {

    /** It is spoken: a status, a plan, the chunks. */
    record Spoken(List<Outgoing> records, int chunks) implements Split {
        public Spoken {
            records = List.copyOf(records);
        }
    }

    /** It is not spoken, and its plan says why; the assembler makes the failed result of it. */
    record Refused(List<Outgoing> records) implements Split {
        public Refused {
            records = List.copyOf(records);
        }
    }

    /** Nobody can be told: there is no id to answer to. */
    record Unanswerable(String reason) implements Split {}
}
