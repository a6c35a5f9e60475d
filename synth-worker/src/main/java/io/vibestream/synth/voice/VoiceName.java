package io.vibestream.synth.voice;

import java.util.regex.Pattern;

/** What a new voice may be called: a name that is a file name everywhere and a path nowhere. */
public record VoiceName(String value) {

    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N} _-]{0,62}[\\p{L}\\p{N}])?");
    private static final Pattern RESERVED = Pattern.compile("(?i)con|prn|aux|nul|com\\d|lpt\\d");

    public VoiceName {
        if (!ALLOWED.matcher(value).matches() || RESERVED.matcher(value).matches()) {
            throw new VoiceException("name: expected 1 to 64 letters, digits, spaces, hyphens or underscores, with a "
                    + "letter or digit at both ends, found '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
