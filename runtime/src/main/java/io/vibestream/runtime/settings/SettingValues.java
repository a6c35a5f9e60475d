package io.vibestream.runtime.settings;

import java.util.Map;

/** The values that {@link SettingsTable#read} found, all of them valid. */
public final class SettingValues {

    /** Every value has its setting's type: only {@link SettingsTable} fills the map, with what the setting itself parsed. */
    private final Map<Setting<?>, Object> values;

    SettingValues(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** The value of a setting that the table holds. */
    @SuppressWarnings("unchecked") // see the field
    public <T> T get(Setting<T> setting) {
        var value = values.get(setting);
        if (value == null) {
            throw new IllegalArgumentException(setting.name() + " is not in the table that was read");
        }
        return (T) value;
    }

    @Override
    public String toString() {
        return values.toString(); // secrets mask themselves
    }
}
