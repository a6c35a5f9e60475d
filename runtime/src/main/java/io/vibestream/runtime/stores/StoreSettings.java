package io.vibestream.runtime.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import java.util.List;
import java.util.Optional;

/**
 * What gateways and assemblers must agree on about the stores that callers bring along.
 *
 * @param seal closes and opens them; without it there are none
 * @param anywhere whether they may be at addresses that are not of the public internet
 */
public record StoreSettings(Optional<StoreSeal> seal, boolean anywhere) {

    /** Public, so that messages can name it, and so that a program that starts both sides can make one up. */
    public static final Setting<Optional<Secret>> STORE_SECRET = Setting
            .secret("STORE_SECRET",
                    "Encrypts the buckets that callers bring along (s3Config): the same for every assembler and gateway; "
                            + "unset: none are taken")
            .such("a secret of at least " + StoreSeal.MIN_SECRET_BYTES + " bytes",
                    secret -> secret.reveal().getBytes(UTF_8).length >= StoreSeal.MIN_SECRET_BYTES)
            .optional();
    private static final Setting<Boolean> ANYWHERE = Setting
            .bool("STORE_PRIVATE_TARGETS",
                    "Whether the buckets of callers may be at private addresses and on this machine")
            .defaultsTo(false);

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(STORE_SECRET, ANYWHERE);

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static StoreSettings from(SettingValues values) {
        return new StoreSettings(values.get(STORE_SECRET).map(StoreSeal::new), values.get(ANYWHERE));
    }
}
