package io.vibestream.assembler;

import io.vibestream.assembler.store.S3Settings;
import io.vibestream.runtime.links.LinkSettings;
import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingProblem;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.stores.StoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a deployment decides about finished audio.
 *
 * @param threads so many tracks of either lane are put together at a time
 * @param linkTtl how long a link to stored audio holds
 * @param retention how long the directory keeps audio
 * @param storeTimeout how long storing one file in S3 may take
 * @param callersStores the stores that callers bring along
 */
public record AssemblerSettings(String applicationId, Path stateDir, int threads, Place place, Duration linkTtl,
        Duration retention, Duration storeTimeout, StoreSettings callersStores) {

    /** Where finished audio goes. */
    public sealed interface Place {

        /** Into the results themselves; the remark says why. */
        record Inline(String remark) implements Place {}

        /** Into a directory that the gateway serves; the remark, if any, says why not into a bucket. */
        record Local(LinkSettings links, Optional<String> remark) implements Place {}

        /** Into a bucket. */
        record Bucket(S3Settings s3) implements Place {}
    }

    /** What an operator may ask for. */
    enum Choice {
        AUTO, LOCAL, S3, NONE
    }

    private static final Duration LONGEST_PRESIGNED = Duration.ofDays(7);

    private static final Setting<String> APPLICATION_ID = Setting
            .text("ASSEMBLER_APPLICATION_ID",
                    "Consumer group of all assemblers, and beginning of their changelogs' names")
            .such("letters, digits, dots, hyphens and underscores", id -> id.matches("[a-zA-Z0-9._-]{1,100}"))
            .defaultsTo("tts-assembler");
    private static final Setting<Path> STATE_DIR = Setting
            .path("ASSEMBLER_STATE_DIR", "Where unfinished requests are kept; may be lost, Kafka has them too")
            .defaultsTo(Path.of("data", "state"));
    private static final Setting<Integer> THREADS = Setting
            .integer("ASSEMBLER_THREADS", "Tracks of either lane that are encoded and stored at a time").between(1, 64)
            .defaultsTo(2);
    private static final Setting<Choice> STORE = Setting
            .oneOf("AUDIO_STORE", "Where finished audio goes: auto is S3 if it is configured, else AUDIO_DIR",
                    Choice.class)
            .defaultsTo(Choice.AUTO);
    private static final Setting<Duration> LINK_TTL = Setting
            .duration("LINK_TTL", "How long a link to stored audio holds")
            .between(Duration.ofSeconds(1), LONGEST_PRESIGNED).defaultsTo(Duration.ofHours(1));
    private static final Setting<Duration> RETENTION = Setting
            .duration("AUDIO_RETENTION", "When audio in AUDIO_DIR is deleted; a bucket has rules of its own")
            .between(Duration.ofMinutes(1), Duration.ofDays(3650)).defaultsTo(Duration.ofDays(7));
    private static final Setting<Duration> STORE_TIMEOUT = Setting
            .duration("STORE_TIMEOUT", "How long storing one file in S3 may take, tries and pauses included")
            .between(Duration.ofSeconds(1), Duration.ofHours(1)).defaultsTo(Duration.ofMinutes(2));
    private static final Setting<Optional<URI>> S3_ENDPOINT_URL = Setting
            .uri("S3_ENDPOINT_URL", "S3 server, addressed by path; unset: Amazon's for the region").optional();
    private static final Setting<Optional<URI>> S3_PUBLIC_ENDPOINT_URL = Setting
            .uri("S3_PUBLIC_ENDPOINT_URL", "S3 server as those who fetch see it; unset: the same").optional();
    private static final Setting<Optional<String>> S3_ACCESS_KEY_ID = Setting
            .text("S3_ACCESS_KEY_ID", "Access key for the bucket").optional();
    private static final Setting<Optional<Secret>> S3_SECRET_ACCESS_KEY = Setting
            .secret("S3_SECRET_ACCESS_KEY", "Secret of the access key").optional();
    private static final Setting<Optional<String>> S3_BUCKET_NAME = Setting
            .text("S3_BUCKET_NAME", "Bucket for finished audio; unset: no S3").optional();
    private static final Setting<String> S3_REGION = Setting.text("S3_REGION", "Region of the bucket")
            .defaultsTo("us-east-1");

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = Stream.of(
            List.of(APPLICATION_ID, STATE_DIR, THREADS, STORE, LINK_TTL, RETENTION, STORE_TIMEOUT, S3_ENDPOINT_URL,
                    S3_PUBLIC_ENDPOINT_URL, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_BUCKET_NAME, S3_REGION),
            LinkSettings.SETTINGS, StoreSettings.SETTINGS).<Setting<?>>flatMap(List::stream).toList();

    /**
     * Takes what {@link #SETTINGS} defined out of the values that were read.
     *
     * @throws SettingsException when a store is asked for that is not fully described
     */
    public static AssemblerSettings from(SettingValues values) {
        return new AssemblerSettings(values.get(APPLICATION_ID), values.get(STATE_DIR), values.get(THREADS),
                place(values), values.get(LINK_TTL), values.get(RETENTION), values.get(STORE_TIMEOUT),
                StoreSettings.from(values));
    }

    private static Place place(SettingValues values) {
        return switch (values.get(STORE)) {
            case AUTO -> automatic(values);
            case NONE -> new Place.Inline("AUDIO_STORE=none");
            case LOCAL -> local(values, Optional.empty())
                    .orElseThrow(() -> new SettingsException(List.of(needed(LinkSettings.LINK_SECRET, values))));
            case S3 -> bucket(values).orElseThrow(() -> new SettingsException(
                    missingForS3(values).stream().map(setting -> needed(setting, values)).toList()));
        };
    }

    /** As the service that this one replaces did: S3 is skipped unless bucket, key and secret are all there. */
    private static Place automatic(SettingValues values) {
        var missing = missingForS3(values).stream().map(Setting::name).toList();
        var remark = values.get(S3_BUCKET_NAME)
                .map(_ -> "S3 is not used, because " + String.join(" and ", missing) + " is not set");
        return bucket(values).or(() -> local(values, remark)).orElseGet(() -> new Place.Inline(
                remark.map(text -> text + "; ").orElse("") + "AUDIO_DIR is not used, because LINK_SECRET is not set"));
    }

    private static Optional<Place> local(SettingValues values, Optional<String> remark) {
        var links = LinkSettings.from(values);
        return links.secret().map(_ -> new Place.Local(links, remark));
    }

    private static Optional<Place> bucket(SettingValues values) {
        return values.get(S3_BUCKET_NAME).flatMap(bucket -> values.get(S3_ACCESS_KEY_ID)
                .flatMap(key -> values.get(S3_SECRET_ACCESS_KEY)
                        .map(secret -> new Place.Bucket(new S3Settings(bucket, values.get(S3_REGION),
                                values.get(S3_ENDPOINT_URL), values.get(S3_PUBLIC_ENDPOINT_URL), key, secret,
                                values.get(LINK_TTL), values.get(STORE_TIMEOUT))))));
    }

    private static List<Setting<?>> missingForS3(SettingValues values) {
        var missing = new ArrayList<Setting<?>>();
        for (var setting : List.of(S3_BUCKET_NAME, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY)) {
            if (values.get(setting).isEmpty()) {
                missing.add(setting);
            }
        }
        return missing;
    }

    private static SettingProblem needed(Setting<?> setting, SettingValues values) {
        return new SettingProblem(setting.name(), "a value with " + STORE.name() + "=" + values.get(STORE), "nothing");
    }
}
