package io.vibestream.gateway.worker;

import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingProblem;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.runtime.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * How this process is a worker of RunPod. The names are those that RunPod sets by itself.
 *
 * @param key sent as it is, without "Bearer"
 * @param concurrency how many jobs are taken at a time
 */
public record HostSettings(HostAddresses addresses, Optional<Secret> key, Duration pingInterval, String hostname,
        int concurrency) {

    private static final Setting<Optional<String>> GET_JOB = address("RUNPOD_WEBHOOK_GET_JOB",
            "Where RunPod hands out jobs; set by RunPod. When it is set, the gateway takes jobs from there, too");
    private static final Setting<Optional<String>> POST_OUTPUT = address("RUNPOD_WEBHOOK_POST_OUTPUT",
            "Where RunPod takes results; set by RunPod");
    private static final Setting<Optional<String>> POST_STREAM = address("RUNPOD_WEBHOOK_POST_STREAM",
            "Where RunPod takes pieces of a result; set by RunPod");
    private static final Setting<Optional<String>> PING = address("RUNPOD_WEBHOOK_PING",
            "Where RunPod hears that a worker lives; set by RunPod");
    private static final Setting<Duration> PING_INTERVAL = Setting
            .duration("RUNPOD_PING_INTERVAL", "How often RunPod hears that a worker lives", ChronoUnit.MILLIS)
            .between(Duration.ofMillis(10), Duration.ofMinutes(10)).defaultsTo(Duration.ofSeconds(10));
    private static final Setting<Optional<Secret>> KEY = Setting
            .secret("RUNPOD_AI_API_KEY", "A worker's key to RunPod; set by RunPod").optional();
    private static final Setting<String> POD_ID = Setting.text("RUNPOD_POD_ID", "A worker's name; set by RunPod")
            .defaultsTo("vibestream");
    private static final Setting<String> HOSTNAME = Setting
            .text("RUNPOD_POD_HOSTNAME", "A worker's host as failures tell it; set by RunPod").defaultsTo("unknown");
    private static final Setting<Integer> CONCURRENCY = Setting
            .integer("RUNPOD_CONCURRENCY", "Jobs that are taken from RunPod at a time").between(1, 1000).defaultsTo(8);

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(GET_JOB, POST_OUTPUT, POST_STREAM, PING, PING_INTERVAL, KEY,
            POD_ID, HOSTNAME, CONCURRENCY);

    /**
     * Takes what {@link #SETTINGS} defined out of the values that were read; empty when this is no worker of RunPod.
     *
     * @throws SettingsException when jobs could be taken and their results not be told
     */
    public static Optional<HostSettings> from(SettingValues values) {
        return values.get(GET_JOB).map(take -> {
            var output = values.get(POST_OUTPUT).orElseThrow(() -> new SettingsException(List.of(new SettingProblem(
                    POST_OUTPUT.name(), "an address when " + GET_JOB + " is set", "nothing"))));
            return new HostSettings(new HostAddresses(take, output, values.get(POST_STREAM), values.get(PING),
                    values.get(POD_ID)), values.get(KEY), values.get(PING_INTERVAL), values.get(HOSTNAME),
                    values.get(CONCURRENCY));
        });
    }

    private static Setting<Optional<String>> address(String name, String help) {
        return Setting.text(name, help).such("an http or https address", HostSettings::isAddress).optional();
    }

    private static boolean isAddress(String template) {
        try {
            var uri = URI.create(template);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
