package io.vibestream.synth.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The header of one safetensors file: eight bytes of length, that many bytes of JSON, then the tensors without a gap.
 *
 * <p>Nothing is trusted: a header that does not describe exactly the bytes of the file is refused, because its offsets
 * are later handed to native code.
 *
 * @param file the real path
 * @param tensors by name, in the order of their place in the file
 */
public record Safetensors(Path file, Map<String, StoredTensor> tensors) {

    /** The limit of the format's own library. */
    private static final long LONGEST_HEADER = 100_000_000;
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public Safetensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * Reads and checks the header of {@code file}, and nothing else.
     *
     * @throws ModelLoadException when the file cannot be read or its header does not fit it
     */
    public static Safetensors read(Path file) {
        try {
            var real = file.toRealPath();
            try (var channel = FileChannel.open(real, StandardOpenOption.READ)) {
                return parse(file, real, channel);
            }
        } catch (IOException e) {
            throw new ModelLoadException(file + ": cannot be read: " + e, e);
        }
    }

    /**
     * One tensor of this file.
     *
     * @throws ModelLoadException when the file has no tensor of this name
     */
    public StoredTensor tensor(String name) {
        return Optional.ofNullable(tensors.get(name))
                .orElseThrow(() -> new ModelLoadException(file + ": tensor " + name + " is missing"));
    }

    private static Safetensors parse(Path file, Path real, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw new ModelLoadException(file + ": expected a safetensors file, found " + size + " bytes");
        }
        long headerLength = bytes(file, channel, 0, LENGTH_BYTES).getLong();
        if (headerLength < 2 || headerLength > Math.min(size - LENGTH_BYTES, LONGEST_HEADER)) {
            throw new ModelLoadException(file + ": header length " + Long.toUnsignedString(headerLength)
                    + " is not possible in a file of " + size + " bytes");
        }
        var header = header(file, bytes(file, channel, LENGTH_BYTES, (int) headerLength).array());
        long start = LENGTH_BYTES + headerLength;
        var entries = new ArrayList<Entry>();
        for (var field : header.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                entries.add(Entry.of(file, field.getKey(), field.getValue(), size - start));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        checkPlaces(file, entries, size - start);
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (var entry : entries) {
            tensors.put(entry.name, new StoredTensor(entry.name, real, start + entry.begin, entry.end - entry.begin,
                    entry.dtype, entry.shape));
        }
        return new Safetensors(real, tensors);
    }

    private static ByteBuffer bytes(Path file, FileChannel channel, long from, int count) throws IOException {
        var buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new ModelLoadException(file + ": the file ends inside its header");
            }
        }
        return buffer.flip();
    }

    private static JsonNode header(Path file, byte[] bytes) {
        JsonNode header;
        try {
            header = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new ModelLoadException(file + ": the header is not valid JSON: " + firstLine(e), e);
        }
        if (!header.isObject()) {
            throw new ModelLoadException(file + ": expected a JSON object as header, found " + header.getNodeType());
        }
        return header;
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void checkPlaces(Path file, List<Entry> entries, long dataBytes) {
        long end = 0;
        String before = "the header";
        for (var entry : entries) {
            if (entry.begin < end) {
                throw new ModelLoadException(
                        file + ": tensor " + entry.name + " begins at " + entry.begin + ", inside " + before);
            }
            if (entry.begin > end) {
                throw new ModelLoadException(file + ": bytes " + end + " to " + entry.begin + " between " + before
                        + " and tensor " + entry.name + " belong to no tensor");
            }
            end = entry.end;
            before = "tensor " + entry.name;
        }
        if (end != dataBytes) {
            throw new ModelLoadException(
                    file + ": " + (dataBytes - end) + " bytes behind " + before + " belong to no tensor");
        }
    }

    /** One line of the header; offsets count from the end of the header. */
    private record Entry(String name, DType dtype, List<Long> shape, long begin, long end) {

        static Entry of(Path file, String name, JsonNode node, long dataBytes) {
            var what = file + ": tensor " + name;
            var dtype = dtype(what, node.path("dtype"));
            var shape = wholeNumbers(what, "shape", node.path("shape"));
            var offsets = wholeNumbers(what, "data_offsets", node.path("data_offsets"));
            if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
                throw new ModelLoadException(what + ": expected data_offsets [begin, end], found " + offsets);
            }
            long length = offsets.get(1) - offsets.get(0);
            if (length != size(what, dtype, shape)) {
                throw new ModelLoadException(what + ": expected " + size(what, dtype, shape) + " bytes for " + dtype
                        + shape + ", found " + length);
            }
            if (offsets.get(1) > dataBytes) {
                throw new ModelLoadException(what + ": reaches to byte " + offsets.get(1) + " of the data, but only "
                        + dataBytes + " are there: the file is cut off, or its header is wrong");
            }
            return new Entry(name, dtype, shape, offsets.get(0), offsets.get(1));
        }

        private static DType dtype(String what, JsonNode node) {
            return Arrays.stream(DType.values()).filter(type -> type.name().equals(node.textValue())).findFirst()
                    .orElseThrow(() -> new ModelLoadException(
                            what + ": expected dtype " + Arrays.toString(DType.values()) + ", found " + node));
        }

        private static List<Long> wholeNumbers(String what, String field, JsonNode node) {
            var numbers = new ArrayList<Long>();
            boolean valid = node.isArray();
            for (var element : node) {
                valid &= element.isIntegralNumber() && element.canConvertToLong() && element.longValue() >= 0;
                numbers.add(element.longValue());
            }
            if (!valid) {
                throw new ModelLoadException(what + ": expected " + field + " to be whole numbers, found " + node);
            }
            return numbers;
        }

        private static long size(String what, DType dtype, List<Long> shape) {
            try {
                return Math.multiplyExact(StoredTensor.elements(shape), (long) dtype.bytes());
            } catch (ArithmeticException e) {
                throw new ModelLoadException(what + ": shape " + shape + " is larger than any file", e);
            }
        }
    }
}
