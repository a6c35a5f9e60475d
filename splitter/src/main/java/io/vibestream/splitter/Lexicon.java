package io.vibestream.splitter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.vibestream.splitter.Spelling.Change;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How words are spoken that are written otherwise. From left to right the first entry that matches is used, of those at one place a word
 * before a pattern and then whichever stands first; what it puts there is not looked at again. Takes linear time, whatever the patterns.
 * Safe to share.
 */
final class Lexicon {

    static final Lexicon EMPTY = new Lexicon(List.of());

    /** What a pattern matches is no longer, or not much. */
    private static final int LONGEST_MATCH = 500;

    /** Words by their first code point, in lower case. */
    private final Map<Integer, List<Entry.Word>> words = new HashMap<>();
    private final List<Entry.Regex> patterns = new ArrayList<>();

    /** One rule. */
    sealed interface Entry {

        String say();

        /** In lower case; none: every voice says it so. */
        Set<String> voices();

        default boolean isFor(String voice) {
            return voices().isEmpty() || voices().contains(voice.toLowerCase(Locale.ROOT));
        }

        /** A whole word, or several. */
        record Word(String word, boolean anyCase, String say, Set<String> voices) implements Entry {}

        /** Whatever matches; {@code $1} in the spelling is the first group, {@code $$} a dollar. */
        record Regex(Pattern pattern, String say, Set<String> voices) implements Entry {}
    }

    Lexicon(List<Entry> entries) {
        for (var entry : entries) {
            switch (entry) {
                case Entry.Word word ->
                    words.computeIfAbsent(key(word.word.codePointAt(0)), _ -> new ArrayList<>()).add(word);
                case Entry.Regex regex -> patterns.add(regex);
            }
        }
    }

    private static int key(int codePoint) {
        return Character.toLowerCase(Character.toUpperCase(codePoint));
    }

    /** How a voice says this. A text that would have nothing left to say is spoken as it is written. */
    Spelling spell(String text, String voice) {
        if (words.isEmpty() && patterns.isEmpty()) {
            return Spelling.asWritten(text);
        }
        var changed = new Spelled(text, voice).run();
        return changed.spoken().isBlank() ? Spelling.asWritten(text) : changed;
    }

    /** A place that an entry changes. */
    private record Match(int start, int end, String say) {}

    /** One pass over one text. */
    private final class Spelled {
        private final String text;
        private final String voice;
        private final List<Search> searches;
        private final StringBuilder spoken = new StringBuilder();
        private final List<Change> changes = new ArrayList<>();

        Spelled(String text, String voice) {
            this.text = text;
            this.voice = voice;
            searches = patterns.stream().filter(regex -> regex.isFor(voice)).map(regex -> new Search(regex, text))
                    .toList();
        }

        Spelling run() {
            int copied = 0;
            int next = 0;
            while (next < text.length()) {
                int at = next;
                var match = wordAt(at).or(() -> patternAt(at));
                if (match.isPresent()) {
                    spoken.append(text, copied, at);
                    int start = spoken.length();
                    spoken.append(match.get().say);
                    changes.add(new Change(at, match.get().end, start, spoken.length()));
                    next = match.get().end;
                    copied = next;
                } else {
                    next = at + Character.charCount(text.codePointAt(at));
                }
            }
            return new Spelling(text, spoken.append(text, copied, text.length()).toString(), changes);
        }

        private Optional<Match> wordAt(int at) {
            if (at > 0 && isInWord(text.codePointBefore(at)) && isInWord(text.codePointAt(at))) {
                return Optional.empty();
            }
            for (var word : words.getOrDefault(key(text.codePointAt(at)), List.of())) {
                if (stands(word, at)) {
                    return Optional.of(new Match(at, at + word.word.length(), word.say));
                }
            }
            return Optional.empty();
        }

        private boolean stands(Entry.Word word, int at) {
            int end = at + word.word.length();
            return word.isFor(voice) && text.regionMatches(word.anyCase, at, word.word, 0, word.word.length())
                    && (end == text.length() || !isInWord(text.codePointBefore(end))
                            || !isInWord(text.codePointAt(end)));
        }

        private Optional<Match> patternAt(int at) {
            for (var search : searches) {
                var match = search.at(at);
                if (match.isPresent()) {
                    return match;
                }
            }
            return Optional.empty();
        }
    }

    /** Chinese and Japanese words have no space around them, so that any of their characters may begin one. */
    private static boolean isInWord(int c) {
        return (Character.isLetterOrDigit(c) && !Marks.isUnspaced(c)) || Marks.continuesCharacter(c);
    }

    /**
     * Where one pattern matches next. It looks at a bounded part of the text at a time: a search takes no longer than its part is long, but there
     * may be one from every place.
     */
    private static final class Search {
        private final Entry.Regex regex;
        private final String text;
        private Matcher matcher;
        private int partEnd;
        private boolean found;
        private int start = -1;

        Search(Entry.Regex regex, String text) {
            this.regex = regex;
            this.text = text;
            matcher = regex.pattern.matcher("");
        }

        Optional<Match> at(int place) {
            if (place >= partEnd) {
                partEnd = place + LONGEST_MATCH;
                matcher = regex.pattern
                        .matcher(CharBuffer.wrap(text, 0, Math.min(text.length(), partEnd + LONGEST_MATCH)));
                found = true;
                start = -1;
            }
            if (found && start < place) {
                found = matcher.find(place);
                start = found ? matcher.start() : start;
            }
            return found && start == place && matcher.end() > start
                    ? Optional.of(new Match(start, matcher.end(), expanded()))
                    : Optional.empty();
        }

        private String expanded() {
            var say = regex.say;
            var expanded = new StringBuilder();
            for (int i = 0; i < say.length(); i++) {
                char c = say.charAt(i);
                if (c == '$') {
                    i++;
                    expanded.append(say.charAt(i) == '$'
                            ? "$"
                            : Optional.ofNullable(matcher.group(say.charAt(i) - '0')).orElse(""));
                } else {
                    expanded.append(c);
                }
            }
            return expanded.toString();
        }
    }

    /** The groups that a spelling names, if every dollar in it names one or stands for itself. */
    static Optional<Set<Integer>> groups(String say) {
        var groups = new HashSet<Integer>();
        for (int i = say.indexOf('$'); i >= 0; i = say.indexOf('$', i + 2)) {
            if (i + 1 == say.length() || "$0123456789".indexOf(say.charAt(i + 1)) < 0) {
                return Optional.empty();
            }
            if (say.charAt(i + 1) != '$') {
                groups.add(say.charAt(i + 1) - '0');
            }
        }
        return Optional.of(groups);
    }
}
