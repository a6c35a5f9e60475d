package io.vibestream.synth.voice;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which voice a wish was answered with.
 *
 * @param warning present when the voice is not what was wished for
 */
public record VoiceMatch(String voice, Optional<String> warning) {

    /**
     * The voice of exactly this name; else the first that contains the wish or is contained in it, ignoring case; else
     * the first of all, with a warning. Empty only when there are no voices.
     *
     * @param names sorted
     */
    public static Optional<VoiceMatch> of(List<String> names, String wish) {
        if (names.contains(wish)) {
            return Optional.of(new VoiceMatch(wish, Optional.empty()));
        }
        var wanted = wish.toLowerCase(Locale.ROOT);
        // Every name contains an empty wish; that is no match.
        var similar = names.stream().filter(name -> !wish.isBlank() && similar(name.toLowerCase(Locale.ROOT), wanted))
                .findFirst();
        if (similar.isPresent()) {
            return similar.map(name -> new VoiceMatch(name, Optional.empty()));
        }
        return names.stream().findFirst().map(first -> new VoiceMatch(first, Optional.of("voice '" + wish
                + "' is not known; '" + first + "' speaks instead. Known voices: " + String.join(", ", names))));
    }

    private static boolean similar(String name, String wanted) {
        return name.contains(wanted) || wanted.contains(name);
    }
}
