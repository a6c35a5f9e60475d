package io.vibestream.runtime.ops;

import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import java.util.List;

/** Where health and metrics are served. */
public record OpsSettings(String host, int port) {

    private static final Setting<String> HOST = Setting
            .text("OPS_HOST", "Where health and metrics are served; 0.0.0.0 lets other machines ask")
            .defaultsTo("127.0.0.1");
    private static final Setting<Integer> PORT = Setting
            .integer("OPS_PORT", "Port of /health/live, /health/ready and /metrics; 0 takes a free one")
            .between(0, 65_535)
            .defaultsTo(9090);

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(HOST, PORT);

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static OpsSettings from(SettingValues values) {
        return new OpsSettings(values.get(HOST), values.get(PORT));
    }
}
