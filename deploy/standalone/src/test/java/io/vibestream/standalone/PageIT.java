package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The web page in Chromium before the whole pipeline, which speaks with the preview voice. What a visitor does and sees stands in
 * {@code page.mjs}; every visit also fails on errors in the console and on what the page's own policy forbids.
 */
class PageIT {

    private static final String KEY = "the key of this test";

    @TempDir
    static Path directory = Path.of("");

    private static WholePipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        // One slot, so that a long text takes its time; and texts that the gateway takes and the splitter does not.
        pipeline = WholePipeline.start(directory,
                Map.of("API_KEYS", KEY, "PREVIEW_SLOTS", "1", "MAX_REQUEST_CHARS", "60000"));
    }

    @AfterAll
    static void stop() throws Exception {
        pipeline.close();
    }

    private static void visit(String scenario) throws Exception {
        assertThat(Node.run("page.mjs", pipeline.url().toString(), KEY, scenario)).last().isEqualTo("ok");
    }

    @Test
    void asksForAKeyAndSaysThatThePreviewVoiceSpeaks() throws Exception {
        visit("asksForAKey");
    }

    @Test
    void goesOnByItselfWhenTheVoiceIsLoaded() throws Exception {
        visit("waitsForTheVoice");
    }

    @Test
    void listensToAVoiceThatWasUploaded() throws Exception {
        visit("uploads");
    }

    @Test
    void opensTextFilesAndNamesWhatIsWrongWithOthers() throws Exception {
        visit("opensFiles");
    }

    @Test
    void isHeardWhileItIsMadeAndStopped() throws Exception {
        visit("hears");
    }

    @Test
    void downloadsAudioAndCaptions() throws Exception {
        visit("downloads");
    }

    @Test
    void opensAndDeletesRecentJobs() throws Exception {
        visit("remembers");
    }

    @Test
    void showsTheJobThatTheAddressNamesHoweverFastOneGoesBackAndForth() throws Exception {
        visit("goesBackAndForth");
    }

    @Test
    void saysWhyAJobFailed() throws Exception {
        visit("fails");
    }

    @Test
    void speaksWithSeveralVoices() throws Exception {
        visit("speaksScripts");
    }

    @Test
    void needsNothingButTheKeyboard() throws Exception {
        visit("worksByKeyboard");
    }

    @Test
    void isAccessibleInLightAndDark() throws Exception {
        visit("isAccessibleInLightAndDark");
    }

    @Test
    void describesTheApiReadably() throws Exception {
        visit("readsTheApi");
    }

    @Test
    void fitsAPhone() throws Exception {
        visit("fitsAPhone");
    }
}
