package io.vibestream.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NaturalOrderTest {

    private static final List<String> IN_ORDER = List.of("1", "2 b", "2-a", "10", "010b", "A 1 of 2", "a 1 of 10",
            "a 2",
            "chapter1", "Chapter 2", "chapter 10", "chapter 10a", "chapter 99999999999999999999999", "x");

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void numbersInNamesCountAsNumbersHoweverTheFilesAreListed(long seed) {
        var names = new ArrayList<>(IN_ORDER);
        Collections.shuffle(names, new Random(seed));

        names.sort(new NaturalOrder());

        assertThat(names).as("seed %d", seed).containsExactlyElementsOf(IN_ORDER);
    }
}
