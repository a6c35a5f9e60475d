package io.vibestream.gateway;

import io.vibestream.gateway.http.ApiKeys;
import io.vibestream.gateway.http.CallLimits;
import io.vibestream.gateway.http.Cors;
import io.vibestream.gateway.http.Protection;
import io.vibestream.gateway.jobs.JobsSettings;
import io.vibestream.gateway.webhooks.WebhookSettings;
import io.vibestream.gateway.worker.HostSettings;
import io.vibestream.runtime.links.LinkSettings;
import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingProblem;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.stores.StoreSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How the gateway is set up.
 *
 * @param healthAddress where health is told beside {@code address}, if anywhere
 * @param maxTextLength the longest text of a RunPod job, in code points
 * @param maxInputLength the longest input of an OpenAI call, in code points
 * @param speechTimeout how long an OpenAI caller waits
 * @param keepEnded how long the state of an ended RunPod job is known
 * @param callersStores the buckets that jobs bring along
 * @param runPod where jobs are taken from, if from anywhere
 */
public record GatewaySettings(InetSocketAddress address, Optional<InetSocketAddress> healthAddress,
        Protection protection, int maxTextLength, int maxInputLength,
        double defaultCfgScale, Duration speechTimeout, Duration keepEnded, Path voicesFile, LinkSettings links,
        WebhookSettings webhooks, JobsSettings jobs, StoreSettings callersStores, Optional<HostSettings> runPod) {

    private static final Setting<String> HOST = Setting
            .text("GATEWAY_HOST", "Address to listen on; others than the machine's own need API_KEYS")
            .defaultsTo("127.0.0.1");
    private static final Setting<Integer> PORT = Setting.integer("PORT", "Port of the gateway; 0 takes a free one")
            .between(0, 65_535).defaultsTo(8080);
    private static final Setting<Optional<Integer>> PORT_HEALTH = Setting
            .integer("PORT_HEALTH", "Port of /ping for a load balancer, open beside PORT; unset: PORT tells it alone")
            .between(0, 65_535).optional();
    private static final Setting<Optional<Secret>> API_KEYS = Setting
            .secret("API_KEYS", "Who may call: secret, name=secret or name=sha256:HEX, separated by commas")
            .such("keys separated by commas, each secret, name=secret or name=sha256:HEX",
                    GatewaySettings::areKeys)
            .optional();
    private static final Setting<Optional<String>> API_LIMITS = Setting
            .text("API_LIMITS",
                    "What holders of keys may: name=PER_MINUTE/AT_ONCE, with /bulk behind it for the bulk lane only, "
                            + "separated by commas; * is everybody else. Counted are POST and PUT calls")
            .such("name=PER_MINUTE/AT_ONCE or name=PER_MINUTE/AT_ONCE/bulk, separated by commas",
                    GatewaySettings::areLimits)
            .optional();
    private static final Setting<Integer> MAX_CALLS = Setting
            .integer("MAX_CALLS", "POST and PUT calls that may be unanswered at once; more are told to come back later")
            .between(1, 100_000).defaultsTo(1000);
    private static final Setting<Optional<String>> CORS_ORIGINS = Setting
            .text("CORS_ORIGINS",
                    "Origins whose web pages may call, separated by commas; * is any; unset: none")
            .optional();
    private static final Setting<Duration> SEND_TIMEOUT = Setting
            .duration("SEND_TIMEOUT", "How long a caller may take nothing of an answer before the connection is closed")
            .between(Duration.ofSeconds(1), Duration.ofHours(1)).defaultsTo(Duration.ofMinutes(1));
    private static final Setting<Integer> MAX_TEXT_LENGTH = Setting
            .integer("MAX_TEXT_LENGTH", "Longest text of a RunPod job, in characters").between(1, 500_000)
            .defaultsTo(2000);
    private static final Setting<Integer> MAX_INPUT_LENGTH = Setting
            .integer("OPENAI_MAX_INPUT_LENGTH", "Longest input of an OpenAI call, in characters").between(1, 500_000)
            .defaultsTo(4096);
    private static final Setting<Double> DEFAULT_CFG_SCALE = Setting
            .decimal("DEFAULT_CFG_SCALE", "Classifier-free guidance of RunPod jobs that say nothing of it")
            .such("a number above 0", scale -> scale > 0).defaultsTo(1.3);
    private static final Setting<Duration> SPEECH_TIMEOUT = Setting
            .duration("OPENAI_TIMEOUT", "How long an OpenAI caller waits for speech")
            .between(Duration.ofSeconds(1), Duration.ofHours(1)).defaultsTo(Duration.ofMinutes(10));
    private static final Setting<Duration> KEEP_ENDED = Setting
            .duration("JOB_RETENTION", "How long an ended RunPod job can still be asked for")
            .between(Duration.ofMinutes(1), Duration.ofDays(2)).defaultsTo(Duration.ofMinutes(30));
    private static final Setting<Path> VOICES_FILE = Setting
            .path("VOICES_FILE",
                    "JSON object of OpenAI's voices and the speakers that speak for them; read again when it "
                            + "changes; without the file, voices that are built in")
            .defaultsTo(Path.of("voices", "voices.json"));

    private static final List<Setting<?>> OWN = List.of(HOST, PORT, PORT_HEALTH, API_KEYS, API_LIMITS, MAX_CALLS,
            CORS_ORIGINS, SEND_TIMEOUT,
            MAX_TEXT_LENGTH, MAX_INPUT_LENGTH,
            DEFAULT_CFG_SCALE, SPEECH_TIMEOUT, KEEP_ENDED, VOICES_FILE);

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = Stream
            .of(OWN, WebhookSettings.SETTINGS, JobsSettings.SETTINGS, StoreSettings.SETTINGS, HostSettings.SETTINGS,
                    LinkSettings.SETTINGS)
            .<Setting<?>>flatMap(List::stream).toList();

    /**
     * Takes what {@link #SETTINGS} defined out of the values that were read.
     *
     * @throws SettingsException when anybody could call from outside
     */
    public static GatewaySettings from(SettingValues values) {
        var host = address(values.get(HOST));
        var keys = values.get(API_KEYS).map(GatewaySettings::keys).orElseGet(() -> ApiKeys.of(List.of()));
        if (keys.isEmpty() && !host.isLoopbackAddress()) {
            throw new SettingsException(List.of(new SettingProblem(API_KEYS.name(),
                    "at least one key when " + HOST + " is not a loopback address", "none with " + HOST + "="
                            + values.get(HOST))));
        }
        var protection = new Protection(keys,
                values.get(API_LIMITS).map(GatewaySettings::limits).orElse(CallLimits.NONE), values.get(MAX_CALLS),
                new Cors(values.get(CORS_ORIGINS).map(GatewaySettings::listed).map(Set::copyOf).orElse(Set.of())),
                values.get(SEND_TIMEOUT));
        // Asked for on the same port, health is there already.
        var health = values.get(PORT_HEALTH).filter(port -> port == 0 || !port.equals(values.get(PORT)))
                .map(port -> new InetSocketAddress(host, port));
        return new GatewaySettings(new InetSocketAddress(host, values.get(PORT)), health, protection,
                values.get(MAX_TEXT_LENGTH),
                values.get(MAX_INPUT_LENGTH), values.get(DEFAULT_CFG_SCALE), values.get(SPEECH_TIMEOUT),
                values.get(KEEP_ENDED), values.get(VOICES_FILE), LinkSettings.from(values),
                WebhookSettings.from(values), JobsSettings.from(values), StoreSettings.from(values),
                HostSettings.from(values));
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new SettingsException(
                    List.of(new SettingProblem(HOST.name(), "an address of this machine", "'" + host + "'")));
        }
    }

    private static ApiKeys keys(Secret written) {
        return ApiKeys.of(Arrays.stream(written.reveal().split(",", -1)).map(String::strip).toList());
    }

    private static List<String> listed(String written) {
        return Arrays.stream(written.split(",", -1)).map(String::strip).toList();
    }

    private static CallLimits limits(String written) {
        return CallLimits.of(listed(written));
    }

    private static boolean areLimits(String written) {
        try {
            return !limits(written).byName().isEmpty();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean areKeys(Secret written) {
        try {
            return !keys(written).isEmpty();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
