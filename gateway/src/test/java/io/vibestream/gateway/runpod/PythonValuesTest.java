package io.vibestream.gateway.runpod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected values are what CPython 3.11 says. */
class PythonValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "1.5"            | 1.5
            " 1.5 "          | 1.5
            "\\u00a01.5\\u2003" | 1.5
            "1_0"            | 10
            "+1"             | 1
            "1e3"            | 1000
            ".5"             | 0.5
            "5."             | 5
            "1_0.2_5e1_0"    | 102500000000
            "\\u0661\\u0665" | 15
            "inf"            | Infinity
            "-Infinity"      | -Infinity
            "NaN"            | NaN
            true             | 1
            false            | 0
            2                | 2
            -0.5             | -0.5
            1e400            | Infinity
            """)
    void readsNumbersAsPythonDoes(String json, double number) {
        assertThat(PythonValues.number(parsed(json))).contains(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1__0\"", "\"_1\"", "\"1_\"", "\".\"", "\"0x10\"", "\"1.5f\"", "\"1.5d\"", "\"\"",
            "\" \"",
            "\"1 5\"", "\"1\\u066b5\"", "\"1e\"", "\"abc\"", "null", "[1]", "{}"})
    void findsNoNumberWherePythonFindsNone(String json) {
        assertThat(PythonValues.number(parsed(json))).isEmpty();
    }

    @Test
    void refusesEndlessDigitsInsteadOfOverflowingTheStack() {
        assertThat(PythonValues.number(parsed('"' + "1".repeat(1_000_000) + '"'))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            true     | true
            "false"  | true
            "0"      | true
            " "      | true
            1        | true
            -0.1     | true
            [0]      | true
            {"a":0}  | true
            false    | false
            null     | false
            ""       | false
            0        | false
            0.0      | false
            -0.0     | false
            []       | false
            {}       | false
            """)
    void holdsForTrueWhatPythonDoes(String json, boolean truth) {
        assertThat(PythonValues.truthy(parsed(json))).isEqualTo(truth);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            null                       | None
            true                       | True
            "abc"                      | abc
            ["abc"]                    | ['abc']
            [1, 2.5, "a'b"]            | [1, 2.5, "a'b"]
            ["'\\""]                   | ['\\'"']
            {"a": null, "b": [true]}   | {'a': None, 'b': [True]}
            [1e16, 1e15, 1e-5, 0.0001] | [1e+16, 1000000000000000.0, 1e-05, 0.0001]
            [1e22, 1.5e300, 1e400]     | [1e+22, 1.5e+300, inf]
            [-0.0, 100.0, -2.50]       | [-0.0, 100.0, -2.5]
            123456789012345680000      | 123456789012345680000
            ["\\n\\t\\u0001\\u00a0\\u200b\\u00e9"] | ['\\n\\t\\x01\\xa0\\u200b\u00e9']
            """)
    void printsValuesAsPythonDoes(String json, String printed) {
        assertThat(PythonValues.text(parsed(json))).isEqualTo(printed);
    }

    @Test
    void cutsWhatIsTooLongForAMessage() {
        assertThat(PythonValues.text(parsed('"' + "\uD83D\uDE00".repeat(300) + '"')))
                .isEqualTo("\uD83D\uDE00".repeat(200) + "...");
    }

    @Test
    void stripsWhatPythonStrips() {
        var spaces = " \t\n\u000b\f\r\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2009\u2028\u2029\u202f\u205f\u3000";

        assertThat(PythonValues.strip(spaces + "a b\u200b" + spaces)).isEqualTo("a b\u200b");
        assertThat(PythonValues.strip(spaces)).isEmpty();
    }

    private static JsonNode parsed(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
