package io.vibestream.audio.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Id3v2Test {

    @Test
    void isVersionTwoPointFourAndAsLongAsItSays() {
        var tag = Id3v2.tag(Optional.of("x".repeat(300)));

        assertThat(new String(tag, 0, 6, ISO_8859_1)).isEqualTo("ID3\4\0\0");
        assertThat(tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]).isEqualTo(tag.length - 10);
    }

    @Test
    void holdsTheTitleAsUtf8() {
        var tag = new String(Id3v2.tag(Optional.of("你好 🎧")), UTF_8);

        assertThat(tag).contains("TIT2\0\0\0\f\0\0\3你好 🎧TSSE");
    }

    @Test
    void saysThatNobodySpokeThisEvenWithoutATitle() {
        var tag = new String(Id3v2.tag(Optional.empty()), UTF_8);

        assertThat(tag).doesNotContain("TIT2").contains("\3Synthetic speech\0true", "\3eng\0" + Id3v2.NOTICE);
    }

    @Test
    void keepsATitleOnOneLine() {
        assertThat(Id3v2.clean("\n two\r\nlines\0\t")).isEqualTo("two lines");
    }

    @Test
    void containsNothingThatLooksLikeAFrame() {
        for (byte value : Id3v2.tag(Optional.of("ÿþ\uD800 \uDBFF\uDFFF"))) {
            assertThat(value).isNotEqualTo((byte) 0xFF);
        }
    }

    @Test
    void saysWhereChaptersBeginAndEndInMilliseconds() {
        var tag = Id3v2.tag(Optional.empty(),
                List.of(new Chapter("One", 0, 24_000), new Chapter("Two", 24_000, 60_000)),
                24_000);
        var text = new String(tag, ISO_8859_1);

        assertThat(text).contains("CTOC\0\0\0\16\0\0toc\0\3\2ch0\0ch1\0",
                "CHAP\0\0\0\42\0\0ch1\0\0\0\3\u00E8\0\0\t\u00C4\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FFTIT2\0\0\0\4\0\0\3Two");
        assertThat(tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]).isEqualTo(tag.length - 10);
    }
}
