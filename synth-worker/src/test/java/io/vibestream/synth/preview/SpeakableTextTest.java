package io.vibestream.synth.preview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeakableTextTest {

    @Test
    void plainEnglishStaysAsItIs() {
        assertThat(SpeakableText.of("It's 5 o'clock, isn't it?"))
                .isEqualTo(new SpeakableText("It's 5 o'clock, isn't it?", 0));
    }

    @Test
    void accentsAndTypographyAreSpelledInAscii() {
        assertThat(SpeakableText.of("“Café” – naïve…\nStraße"))
                .isEqualTo(new SpeakableText("\"Cafe\" , naive... Strasse", 0));
    }

    @Test
    void whatHasNoSpellingIsCounted() {
        assertThat(SpeakableText.of("Hi 你好 👩‍🚀!")).isEqualTo(new SpeakableText("Hi !", 4));
    }

    @Test
    void controlCharactersAreWhiteSpace() {
        assertThat(SpeakableText.of("a\u0000b\u200bc\u007fd")).isEqualTo(new SpeakableText("a b c d", 0));
    }

    @Test
    void punctuationAloneHasNoSound() {
        assertThat(SpeakableText.hasSound("... !?")).isFalse();
        assertThat(SpeakableText.hasSound("... 1")).isTrue();
    }
}
