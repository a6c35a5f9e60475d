package io.vibestream.splitter;

import io.vibestream.schemas.ScriptLine;

/** What one speaker says in one chunk, as it is written and as it is spoken. */
record SpelledLine(String speaker, String written, String spoken) {

    ScriptLine asWritten() {
        return new ScriptLine(speaker, written);
    }
}
