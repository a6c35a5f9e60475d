package io.vibestream.standalone.bulk;

/** Where in a cell of a CSV file the reading is, as far as it takes to know which line ends end a row (RFC 4180). */
final class CsvCell {

    private enum Place {
        START, PLAIN, QUOTED, AFTER_QUOTE
    }

    private Place place = Place.START;

    void take(int character) {
        place = switch (place) {
            case START -> character == '"' ? Place.QUOTED : unquoted(character);
            case PLAIN -> unquoted(character);
            case QUOTED -> character == '"' ? Place.AFTER_QUOTE : Place.QUOTED;
            case AFTER_QUOTE -> character == '"' ? Place.QUOTED : unquoted(character);
        };
    }

    private static Place unquoted(int character) {
        return character == ',' ? Place.START : Place.PLAIN;
    }

    /** Whether a line end here belongs to the cell. */
    boolean isQuoted() {
        return place == Place.QUOTED;
    }
}
