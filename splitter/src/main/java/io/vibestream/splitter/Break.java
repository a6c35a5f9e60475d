package io.vibestream.splitter;

/** The places where text may be cut, the best first. The next finer one is tried only inside a piece that is still too long. */
enum Break {
    /** After a sentence or a paragraph. */
    SENTENCE,
    /** After a comma, colon, semicolon or spaced dash, or where something like a sentence ends inside a sentence. */
    CLAUSE,
    /** At white space, but not between an abbreviation and the word that it belongs to. */
    WORD,
    /** Wherever Unicode allows a line to be broken (UAX #14): between ideographs, Thai words, the parts of an address. */
    LINE,
    /** Between two characters as readers see them: letter with its accents, emoji with its modifiers. */
    CLUSTER,
    /** Between any two code points; every piece is then short enough. */
    CODE_POINT;

    /** What to try inside a piece that this kind of break leaves too long; there is nothing finer than code points, and no need. */
    Break finer() {
        return switch (this) {
            case SENTENCE -> CLAUSE;
            case CLAUSE -> WORD;
            case WORD -> LINE;
            case LINE -> CLUSTER;
            case CLUSTER, CODE_POINT -> CODE_POINT;
        };
    }
}
