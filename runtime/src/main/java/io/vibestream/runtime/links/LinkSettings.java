package io.vibestream.runtime.links;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What those who keep files and those who serve them under signed links must agree on.
 *
 * @param directory where the files lie
 * @param publicUrl where those who fetch reach the server
 * @param secret what signs; without it there are no links
 */
public record LinkSettings(Path directory, URI publicUrl, Optional<Secret> secret) {

    private static final Setting<Path> AUDIO_DIR = Setting
            .path("AUDIO_DIR", "Where finished audio is kept when it does not go to S3; it belongs to the service")
            .defaultsTo(Path.of("data", "audio"));
    private static final Setting<URI> PUBLIC_URL = Setting
            .uri("PUBLIC_URL", "Where the gateway is reached from outside: what links to audio begin with")
            .defaultsTo(URI.create("http://localhost:8080"));
    /** Public, so that a program that starts both sides can make one up. */
    public static final Setting<Optional<Secret>> LINK_SECRET = Setting
            .secret("LINK_SECRET", "Signs the links to audio: the same for the assembler and every gateway")
            .such("a secret of at least " + SignedLinks.MIN_SECRET_BYTES + " bytes",
                    secret -> secret.reveal().getBytes(UTF_8).length >= SignedLinks.MIN_SECRET_BYTES)
            .optional();

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(AUDIO_DIR, PUBLIC_URL, LINK_SECRET);

    public static LinkSettings from(SettingValues values) {
        return new LinkSettings(values.get(AUDIO_DIR), values.get(PUBLIC_URL), values.get(LINK_SECRET));
    }

    /** Signs and checks with the secret, if there is one. */
    public Optional<SignedLinks> signedLinks() {
        return secret.map(known -> new SignedLinks(known.reveal().getBytes(UTF_8)));
    }
}
