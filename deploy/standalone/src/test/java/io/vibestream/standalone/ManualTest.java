package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ManualTest {

    private static final Path MANUAL = Path.of("../../docs/operations.md");

    @Test
    void everySettingStandsInTheManualAsItIs() throws IOException {
        assertThat(Files.readString(MANUAL)).endsWith(Pipeline.settingsTable().describeMarkdown());
    }

    @Test
    void theDemoIsLongEnoughForSeveralChunks() throws IOException {
        assertThat(DemoCommand.story().codePointCount(0, DemoCommand.story().length())).isGreaterThan(2_500);
    }
}
