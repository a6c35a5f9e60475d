package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** One JSON object to the row. */
final class JsonSyntax implements RowSyntax {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    @Override
    public SequencedMap<String, JsonNode> cells(String row) {
        try {
            var object = JSON.readTree(row);
            if (!object.isObject()) {
                throw new WrongRowException("expected a JSON object, found another value");
            }
            var cells = new LinkedHashMap<String, JsonNode>();
            object.properties().forEach(entry -> cells.put(entry.getKey(), entry.getValue()));
            return cells;
        } catch (JsonProcessingException broken) {
            var place = broken.getLocation();
            throw new WrongRowException("expected a JSON object; "
                    + (place == null ? "" : "at position " + place.getColumnNr() + ": ") + broken.getOriginalMessage());
        }
    }
}
