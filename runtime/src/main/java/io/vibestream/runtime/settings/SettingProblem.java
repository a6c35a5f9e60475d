package io.vibestream.runtime.settings;

/** One setting that cannot be used, and why. Never holds a secret. */
public record SettingProblem(String name, String expected, String found) {

    @Override
    public String toString() {
        return name + ": expected " + expected + ", found " + found;
    }
}
