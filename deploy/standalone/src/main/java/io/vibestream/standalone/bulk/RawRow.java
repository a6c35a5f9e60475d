package io.vibestream.standalone.bulk;

/** One row of a file before anybody has looked into it. Lines count from 1; a row with quotes may go on over several. */
sealed interface RawRow {

    long line();

    /** What stands in the row, without its line end. */
    record Text(long line, String text) implements RawRow {}

    /**
     * A row that is no text, or too long to look at.
     *
     * @param beginning as much of it as was kept
     */
    @SuppressWarnings("ArrayRecordComponent") // Only to be hashed: nobody compares rows.
    record Unreadable(long line, String reason, byte[] beginning) implements RawRow {}
}
