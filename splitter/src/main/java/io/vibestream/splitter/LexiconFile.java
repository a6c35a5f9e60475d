package io.vibestream.splitter;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.vibestream.runtime.settings.SettingProblem;
import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.splitter.Lexicon.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads a lexicon: a JSON object whose {@code entries} say how words are spoken. Whatever is wrong with it is told together. */
final class LexiconFile {

    private static final Set<String> FIELDS = Set.of("word", "regex", "say", "case", "voices");
    /** All patterns are looked for in all text, words only where they could begin. */
    private static final int MOST_PATTERNS = 500;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final String setting;
    private final Path file;
    private final List<SettingProblem> problems = new ArrayList<>();
    private int patterns;

    private LexiconFile(String setting, Path file) {
        this.setting = setting;
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param setting that names it
     * @throws SettingsException when it is no lexicon
     */
    static Lexicon read(String setting, Path file) {
        return new LexiconFile(setting, file).read();
    }

    private Lexicon read() {
        var written = json().path("entries");
        if (!written.isArray()) {
            throw new SettingsException(List.of(problem("an object with an array 'entries' in " + file, "none")));
        }
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < written.size(); i++) {
            entry(i + 1, written.get(i)).ifPresent(entries::add);
        }
        if (patterns > MOST_PATTERNS) {
            wrong("at most " + MOST_PATTERNS + " patterns in " + file, Integer.toString(patterns));
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Lexicon(entries);
    }

    private JsonNode json() {
        try {
            return MAPPER.readTree(Files.readString(file));
        } catch (JacksonException notJson) {
            var location = notJson.getLocation();
            throw new SettingsException(List.of(problem("JSON in " + file, "in line "
                    + (location == null ? 1 : location.getLineNr()) + ": " + notJson.getOriginalMessage())));
        } catch (IOException unreadable) {
            throw new SettingsException(List.of(problem("a file in UTF-8", file + ": " + unreadable)));
        }
    }

    private Optional<Entry> entry(int number, JsonNode written) {
        int before = problems.size();
        var where = " in entry " + number + " of " + file;
        written.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                wrong("the fields " + FIELDS.stream().sorted().toList() + where, "'" + name + "'");
            }
        });
        if (written.has("word") == written.has("regex")) {
            wrong("either a word or a regex" + where, written.has("word") ? "both" : "none");
        }
        var word = text(written, "word", where);
        var pattern = text(written, "regex", where);
        var say = text(written, "say", where);
        if (!written.has("say")) {
            wrong("'say'" + where, "none");
        }
        boolean anyCase = anyCase(written, where);
        var voices = voices(written, where);
        word.filter(String::isBlank).ifPresent(_ -> wrong("a word" + where, "none"));
        var regex = pattern.flatMap(syntax -> pattern(syntax, anyCase, say.orElse(""), where));
        if (problems.size() > before) {
            return Optional.empty();
        }
        return regex.<Entry>map(compiled -> new Entry.Regex(compiled, say.orElse(""), voices))
                .or(() -> word.map(name -> new Entry.Word(name, anyCase, say.orElse(""), voices)));
    }

    private Optional<String> text(JsonNode written, String field, String where) {
        var value = written.path(field);
        if (!value.isMissingNode() && !value.isTextual()) {
            wrong("text for '" + field + "'" + where, value.getNodeType().toString().toLowerCase(Locale.ROOT));
        }
        return Optional.ofNullable(value.textValue());
    }

    private boolean anyCase(JsonNode written, String where) {
        var rule = text(written, "case", where).orElse("exact");
        if (!rule.equals("exact") && !rule.equals("any")) {
            wrong("exact or any for 'case'" + where, "'" + rule + "'");
        }
        return rule.equals("any");
    }

    private Set<String> voices(JsonNode written, String where) {
        var voices = new HashSet<String>();
        var names = written.path("voices");
        names.forEach(name -> voices.add(name.asText().toLowerCase(Locale.ROOT)));
        boolean fine = names.isArray() && !names.isEmpty() && names.valueStream().allMatch(JsonNode::isTextual);
        if (!names.isMissingNode() && !fine) {
            wrong("names for 'voices'" + where, names.toString());
        }
        return Set.copyOf(voices);
    }

    private Optional<Pattern> pattern(String syntax, boolean anyCase, String say, String where) {
        patterns++;
        try {
            var pattern = Pattern.compile(syntax, anyCase ? Pattern.CASE_INSENSITIVE : 0);
            if (pattern.matches("")) {
                wrong("a regex that matches something" + where, "'" + syntax + "', which also matches nothing");
            }
            var groups = Lexicon.groups(say);
            if (groups.isEmpty() || groups.get().stream().anyMatch(group -> group > pattern.groupCount())) {
                wrong("$0 to $" + Math.min(9, pattern.groupCount()) + " or $$ after every dollar of 'say'" + where,
                        "'" + say + "'");
            }
            return Optional.of(pattern);
        } catch (PatternSyntaxException wrong) {
            wrong("a regex of RE2" + where, String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    private void wrong(String expected, String found) {
        problems.add(problem(expected, found));
    }

    private SettingProblem problem(String expected, String found) {
        return new SettingProblem(setting, expected, found);
    }
}
