package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SequencedMap;

/** How a row is written. */
interface RowSyntax {

    /**
     * The row's values by the names of their columns, as they are written; without those that are empty.
     *
     * @throws WrongRowException when the row is not written so
     */
    SequencedMap<String, JsonNode> cells(String row);
}
