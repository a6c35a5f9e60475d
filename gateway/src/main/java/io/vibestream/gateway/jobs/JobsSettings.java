package io.vibestream.gateway.jobs;

import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import java.time.Duration;
import java.util.List;

/**
 * What the jobs API allows.
 *
 * @param retention how long a job is known after its end
 * @param maxInputChars the longest text of a job, in code points
 * @param listeners how many callers may hear or watch jobs at once
 */
public record JobsSettings(Duration retention, int maxInputChars, int listeners) {

    private static final Setting<Duration> RETENTION = Setting
            .duration("JOBS_API_RETENTION", "How long a job of /v1/jobs is known after its end")
            // Not less: the splitter drops an id that it has seen within a day, so an id must not be free again before.
            .between(Duration.ofDays(2), Duration.ofDays(7)).defaultsTo(Duration.ofDays(7));
    private static final Setting<Integer> MAX_INPUT_LENGTH = Setting
            .integer("JOBS_API_MAX_INPUT_LENGTH",
                    "Longest text of a job of /v1/jobs, in characters; MAX_REQUEST_CHARS of the splitter holds, too")
            .between(1, 1_000_000).defaultsTo(500_000);

    private static final Setting<Integer> LISTENERS = Setting
            .integer("JOBS_API_LISTENERS",
                    "Callers that may listen to jobs of /v1/jobs at once, to sound and events together; up to 1 MB each")
            .between(1, 100_000).defaultsTo(1000);

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(RETENTION, MAX_INPUT_LENGTH, LISTENERS);

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static JobsSettings from(SettingValues values) {
        return new JobsSettings(values.get(RETENTION), values.get(MAX_INPUT_LENGTH), values.get(LISTENERS));
    }
}
