package io.vibestream.runtime.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All settings of one process, in the order in which they are described. */
public final class SettingsTable {

    private static final List<String> HEADINGS = List.of("NAME", "DEFAULT", "VALUE", "MEANING");

    private final List<Setting<?>> settings;

    private SettingsTable(List<Setting<?>> settings) {
        this.settings = settings;
    }

    /**
     * The settings of all {@code groups}. A setting may stand in several groups (two stages in one process share their
     * Kafka settings); two different settings of one name are a mistake.
     */
    @SafeVarargs
    public static SettingsTable of(List<Setting<?>>... groups) {
        var byName = new LinkedHashMap<String, Setting<?>>();
        for (var group : groups) {
            for (var setting : group) {
                var earlier = byName.putIfAbsent(setting.name(), setting);
                if (earlier != null && earlier != setting) {
                    throw new IllegalArgumentException(setting.name() + " is defined twice");
                }
            }
        }
        return new SettingsTable(List.copyOf(byName.values()));
    }

    /**
     * Reads every setting from {@code environment}.
     *
     * @throws SettingsException that names all settings that are missing or wrong
     */
    public SettingValues read(Map<String, String> environment) {
        var values = new HashMap<Setting<?>, Object>();
        var problems = new ArrayList<SettingProblem>();
        for (var setting : settings) {
            var text = Optional.ofNullable(environment.get(setting.name())).map(String::strip)
                    .filter(t -> !t.isEmpty());
            Optional<?> value = text.isPresent() ? setting.parse(text.get()) : setting.whenUnset();
            value.ifPresentOrElse(found -> values.put(setting, found),
                    () -> problems.add(text.map(setting::wrong).orElseGet(setting::missing)));
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new SettingValues(values);
    }

    /** The table as text, for a terminal. */
    public String describe() {
        var rows = rows(HEADINGS);
        var widths = new int[HEADINGS.size() - 1];
        for (var row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    /** The table as Markdown, for the manual. */
    public String describeMarkdown() {
        var rows = new ArrayList<>(
                rows(HEADINGS.stream().map(h -> h.charAt(0) + h.substring(1).toLowerCase(Locale.ROOT)).toList()));
        rows.add(1, List.of("---", "---", "---", "---"));
        for (int i = 2; i < rows.size(); i++) {
            var row = rows.get(i);
            rows.set(i, List.of("`" + row.get(0) + "`", row.get(1), row.get(2), row.get(3)));
        }
        return rows.stream().map(row -> row.stream().map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"))).collect(Collectors.joining());
    }

    private List<List<String>> rows(List<String> headings) {
        var rows = new ArrayList<List<String>>();
        rows.add(headings);
        for (var setting : settings) {
            rows.add(List.of(setting.name(), setting.shownDefault(), setting.expected(), setting.help()));
        }
        return rows;
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            var cell = row.get(column);
            line.append(cell).repeat(' ', widths[column] - cell.length() + 2);
        }
        return line.append(row.getLast()).append('\n').toString();
    }
}
