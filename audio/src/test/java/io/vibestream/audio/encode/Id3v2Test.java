package io.vibestream.audio.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
}
