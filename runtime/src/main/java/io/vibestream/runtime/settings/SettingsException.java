package io.vibestream.runtime.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; the message lists everything that is wrong with them. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<SettingProblem> problems;

    public SettingsException(List<SettingProblem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    public List<SettingProblem> problems() {
        return problems;
    }

    private static String message(List<SettingProblem> problems) {
        var heading = problems.size() == 1 ? "1 setting is wrong:" : problems.size() + " settings are wrong:";
        return problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining("", heading, ""));
    }
}
