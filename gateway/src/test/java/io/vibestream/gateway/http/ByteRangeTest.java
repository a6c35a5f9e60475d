package io.vibestream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({"bytes=0-0, 0, 0", "bytes=2-4, 2, 4", "bytes=8-, 8, 9", "bytes=8-100, 8, 9", "bytes=-3, 7, 9",
            "bytes=-100, 0, 9", "Bytes = 1-2, 1, 2", "bytes=0-999999999999999999, 0, 9"})
    void findsAPartOfTenBytes(String header, long first, long last) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new ByteRange.Part(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes", "bytes=", "bytes=-", "bytes=4-2", "bytes=a-b", "bytes=0-1,4-5", "lines=0-1",
            "bytes=1", "bytes=--1", "bytes=99999999999999999999-", "bytes=0x1-2"})
    void ignoresWhatItNeedNotUnderstand(String header) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new ByteRange.Whole());
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-, 10", "bytes=100-200, 10", "bytes=-0, 10", "bytes=0-, 0", "bytes=-1, 0"})
    void cannotGiveWhatIsNotThere(String header, long size) {
        assertThat(ByteRange.of(header, size)).isEqualTo(new ByteRange.Unsatisfiable());
    }
}
