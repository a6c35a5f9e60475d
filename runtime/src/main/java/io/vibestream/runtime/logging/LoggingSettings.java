package io.vibestream.runtime.logging;

import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import java.util.List;
import org.slf4j.event.Level;

/** What is logged, and how it looks. */
public record LoggingSettings(Level level, LogFormat format) {

    private static final Setting<Level> LEVEL = Setting
            .oneOf("LOG_LEVEL", "The least important events that are logged", Level.class).defaultsTo(Level.INFO);
    private static final Setting<LogFormat> FORMAT = Setting
            .oneOf("LOG_FORMAT", "Log lines for people or for machines", LogFormat.class).defaultsTo(LogFormat.HUMAN);

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(LEVEL, FORMAT);

    /** What holds until the settings are read. */
    static final LoggingSettings DEFAULT = new LoggingSettings(Level.INFO, LogFormat.HUMAN);

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static LoggingSettings from(SettingValues values) {
        return new LoggingSettings(values.get(LEVEL), values.get(FORMAT));
    }
}
