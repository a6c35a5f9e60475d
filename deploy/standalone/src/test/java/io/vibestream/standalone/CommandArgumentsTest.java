package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandArgumentsTest {

    @ParameterizedTest
    @CsvSource({"bench engine --model nowhere --slots 0, 2, found [0]",
            "bench engine --model nowhere --slots 129, 2, found [129]",
            "bench engine --model nowhere --frames 2, 2, 2 and 10",
            "bench engine --model nowhere --steps 51, 2, and 51",
            "bench engine --model nowhere --json no/such/folder/file.json, 1, folder is not a directory",
            "bench pipeline --runs 0, 2, found 0", "model random --size huge --out nowhere, 2, found huge",
            "model check nowhere --slots 0, 2, found 0"})
    void whatIsWrongWithAnArgumentIsSaidInALine(String command, int status, String said) {
        var errors = new StringWriter();

        int ended = VibeStream.commandLine(Map.of()).setErr(new PrintWriter(errors, true)).execute(command.split(" "));

        assertThat(ended).isEqualTo(status);
        assertThat(errors.toString().lines().findFirst()).hasValueSatisfying(line -> assertThat(line).contains(said));
        assertThat(errors.toString()).doesNotContain("Exception");
    }
}
