package io.vibestream.standalone.bulk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.standalone.bulk.RawRows.Quotes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RawRowsTest {

    private static final int LIMIT = 1_000;

    private static List<RawRow> rows(byte[] file, Quotes quotes) throws IOException {
        var rows = new ArrayList<RawRow>();
        try (var raw = new RawRows(new ByteArrayInputStream(file), quotes, LIMIT)) {
            for (var row = raw.next(); row.isPresent(); row = raw.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private static List<RawRow> rows(String file, Quotes quotes) throws IOException {
        return rows(file.getBytes(UTF_8), quotes);
    }

    private static String reason(RawRow row) {
        return row instanceof RawRow.Unreadable(_, var reason, _) ? reason : "none";
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @Test
    void everyKindOfLineEndEndsALineAndCountsAsOne() throws IOException {
        assertThat(rows("one\ntwo\r\nthree\rfour\n\r\nsix", Quotes.NONE)).containsExactly(
                new RawRow.Text(1, "one"), new RawRow.Text(2, "two"), new RawRow.Text(3, "three"),
                new RawRow.Text(4, "four"), new RawRow.Text(6, "six"));
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertThat(rows("\uFEFFone\n\uFEFFtwo", Quotes.NONE)).containsExactly(new RawRow.Text(1, "one"),
                new RawRow.Text(2, "\uFEFFtwo"));
        assertThat(rows("\uFEFF", Quotes.NONE)).isEmpty();
    }

    @Test
    void anEmptyFileHasNoRows() throws IOException {
        assertThat(rows("", Quotes.NONE)).isEmpty();
        assertThat(rows("\n \r\n\t\n", Quotes.CSV)).isEmpty();
    }

    @Test
    void lineEndsInQuotesBelongToTheirCell() throws IOException {
        assertThat(rows("a,\"b\r\nc\"\"\nd\",e\nf", Quotes.CSV))
                .containsExactly(new RawRow.Text(1, "a,\"b\r\nc\"\"\nd\",e"), new RawRow.Text(4, "f"));
    }

    @Test
    void quotesInTheMiddleOfACellAreText() throws IOException {
        assertThat(rows("5\" disk,a\nnext", Quotes.CSV)).containsExactly(new RawRow.Text(1, "5\" disk,a"),
                new RawRow.Text(2, "next"));
        assertThat(rows("\"a\nb\"", Quotes.NONE)).hasSize(2);
    }

    @Test
    void aWrongByteIsNamedWithItsLineAndPosition() throws IOException {
        var rows = rows("fine\n{\"text\": \"M\u00fcnchen\"}\nfine again".getBytes(ISO_8859_1), Quotes.NONE);

        assertThat(rows).hasSize(3);
        assertThat(rows.get(1).line()).isEqualTo(2);
        assertThat(reason(rows.get(1))).isEqualTo("expected UTF-8, found byte 0xFC at position 12");
        assertThat(rows.get(2)).isEqualTo(new RawRow.Text(3, "fine again"));
    }

    @Test
    void aWrongByteInAQuotedCellIsNamedWithItsLineInTheRow() throws IOException {
        assertThat(reason(rows("a,\"b\nc\u00fc\"".getBytes(ISO_8859_1), Quotes.CSV).getFirst()))
                .isEqualTo("expected UTF-8, found byte 0xFC at position 2 of the row's line 2");
    }

    @Test
    void anotherEncodingIsNoticedInTheFirstByte() throws IOException {
        assertThat(reason(rows("\uFEFF{}".getBytes(UTF_16LE), Quotes.NONE).getFirst()))
                .isEqualTo("expected UTF-8, found byte 0xFF at position 1");
    }

    @Test
    void aRowOverTheLimitIsPassedOverAndTheNextOneIsRead() throws IOException {
        var rows = rows("x".repeat(10 * LIMIT) + "\nnext\n" + "y".repeat(LIMIT), Quotes.NONE);

        assertThat(rows).hasSize(3);
        assertThat(reason(rows.getFirst())).isEqualTo("expected a row of at most 1000 bytes, found 10000");
        assertThat(rows.get(1)).isEqualTo(new RawRow.Text(2, "next"));
        assertThat(rows.get(2)).isEqualTo(new RawRow.Text(3, "y".repeat(LIMIT)));
    }

    @Test
    void aQuoteThatIsNeverClosedIsSuspected() throws IOException {
        assertThat(reason(rows("a,\"b\n" + "c\n".repeat(LIMIT), Quotes.CSV).getFirst()))
                .contains("up to line 1001", "is a quote not closed?");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noBytesAreLostOrMovedWhateverTheyAre(long seed) throws IOException {
        var random = new Random(seed);
        var text = new StringBuilder();
        var lines = new ArrayList<String>();
        for (int i = 0; i < 2_000; i++) {
            var line = "x".repeat(random.nextInt(200)) + "ä€🎧".substring(0, random.nextInt(3)) + i;
            lines.add(line);
            text.append(line).append(List.of("\n", "\r\n", "\r").get(random.nextInt(3)));
        }

        assertThat(rows(text.toString(), Quotes.NONE).stream().map(row -> ((RawRow.Text) row).text()))
                .as("seed %d", seed).containsExactlyElementsOf(lines);
    }
}
