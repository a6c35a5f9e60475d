package io.vibestream.gateway.webhooks;

import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How webhooks are called.
 *
 * @param secret signs them
 * @param anywhere whether addresses may be called that are not of the public internet
 * @param pause between tries
 */
public record WebhookSettings(Optional<Secret> secret, boolean anywhere, Duration pause) {

    private static final Setting<Optional<Secret>> SECRET = Setting
            .secret("WEBHOOK_SECRET", "Signs the bodies of webhooks; unset: no signature").optional();
    private static final Setting<Boolean> ANYWHERE = Setting
            .bool("WEBHOOK_PRIVATE_TARGETS", "Whether webhooks may lead to private addresses and to this machine")
            .defaultsTo(false);
    private static final Setting<Duration> PAUSE = Setting
            .duration("WEBHOOK_PAUSE", "Before a webhook that failed is called again, twice at most")
            .between(Duration.ofMillis(1), Duration.ofMinutes(1)).defaultsTo(Duration.ofSeconds(10));

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(SECRET, ANYWHERE, PAUSE);

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static WebhookSettings from(SettingValues values) {
        return new WebhookSettings(values.get(SECRET), values.get(ANYWHERE), values.get(PAUSE));
    }
}
