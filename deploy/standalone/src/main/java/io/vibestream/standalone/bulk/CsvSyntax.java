package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Cells separated by commas (RFC 4180), under the names of the first row. */
final class CsvSyntax implements RowSyntax {

    private static final ObjectReader CELLS = CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build()
            .readerFor(String[].class);

    private final List<String> header;

    private CsvSyntax(List<String> header) {
        this.header = header;
    }

    /**
     * The syntax of the rows below a header.
     *
     * @throws WrongRowException when the header names columns that do not exist, or nothing to be spoken
     */
    static CsvSyntax below(String header) {
        var written = Arrays.stream(split(header)).map(String::strip).toList();
        var names = Columns.resolve(written);
        if (!names.contains("text") && !names.contains("script")) {
            throw new WrongRowException(
                    "missing column text (or script); the first row names " + String.join(", ", written));
        }
        return new CsvSyntax(written);
    }

    @Override
    public SequencedMap<String, JsonNode> cells(String row) {
        var found = split(row);
        if (found.length != header.size()) {
            throw new WrongRowException("expected " + header.size() + " cells ("
                    + String.join(", ", header) + "), found " + found.length);
        }
        var cells = new LinkedHashMap<String, JsonNode>();
        for (int i = 0; i < found.length; i++) {
            if (!found[i].isEmpty()) {
                cells.put(header.get(i), TextNode.valueOf(found[i]));
            }
        }
        return cells;
    }

    private static String[] split(String row) {
        try (var rows = CELLS.<String[]>readValues(row)) {
            return rows.nextValue();
        } catch (IOException broken) {
            throw new WrongRowException("expected cells separated by commas: " + firstLine(broken));
        }
    }

    private static String firstLine(IOException broken) {
        var message = broken instanceof com.fasterxml.jackson.core.JsonProcessingException json
                ? json.getOriginalMessage()
                : broken.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("not CSV");
    }
}
