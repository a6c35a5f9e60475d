package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts that the replaced service was asked to cut, and what it made of them; this one differs only where that was wrong. */
class GoldenChunksTest {

    /** Where and why the chunks differ from the replaced service's on purpose; docs/chunking.md says the same. */
    private static final Map<String, List<String>> DEVIATIONS = Map.of(
            // It cut after "Mr.".
            "no boundary (abbrev)", List.of("Dr. Smith met Mr. Jones", "at 3.5 p.m. today.", "They spoke."),
            // It lost both dashes.
            "long sentence clauses",
            List.of("One long sentence,", "with clauses; and colons:", "plus dashes - and more —",
                    "until it finally ends. Next."),
            // It left a word longer than the limit whole.
            "long word", List.of("Supercalifragilistic", "expialidocious is a", "word that is long."),
            // It could not cut text without spaces at all.
            "cjk", List.of("你好。", "今天天气很好。", "我们去公园吧！", "好不好？"));

    private static final Pattern HEAD = Pattern
            .compile("\\{\"case\": \"(.*)\", \"max\": (\\d+), \"minLast\": (\\d+), \"text\": (\".*\")}");
    private static final Pattern JSON_STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    record Golden(String name, int max, int minLast, String text, List<String> chunks) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> goldens() {
        var cases = new ArrayList<Golden>();
        var lines = resource("/chunker-golden.txt").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var head = HEAD.matcher(lines.get(i));
            if (head.matches()) {
                cases.add(new Golden(head.group(1), Integer.parseInt(head.group(2)), Integer.parseInt(head.group(3)),
                        strings(head.group(4)).getFirst(), strings(lines.get(i + 1))));
            }
        }
        return cases.stream();
    }

    private static List<String> strings(String json) {
        return JSON_STRING.matcher(json).results().map(match -> match.group(1).translateEscapes()).toList();
    }

    static String resource(String name) {
        try (var in = GoldenChunksTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void cutsAsTheReplacedServiceDidExceptWhereThatWasWrong(Golden golden) {
        var chunks = Chunks.of(golden.text(), golden.max(), golden.minLast());

        assertThat(chunks).isEqualTo(DEVIATIONS.getOrDefault(golden.name(), golden.chunks()));
    }

    @Test
    void readsTheWholeGoldenFile() {
        assertThat(goldens().toList()).hasSize(13).extracting(Golden::name).containsAll(DEVIATIONS.keySet());
        assertThat(goldens()).allSatisfy(golden -> assertThat(golden.chunks()).isNotEmpty());
    }
}
