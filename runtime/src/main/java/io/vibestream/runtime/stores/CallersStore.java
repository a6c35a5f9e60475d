package io.vibestream.runtime.stores;

import io.vibestream.runtime.settings.Secret;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * A bucket that a caller brings along for the audio of one request.
 *
 * @param endpoint the S3 server, addressed by path
 * @param accessId the access key; not shown either
 */
public record CallersStore(URI endpoint, String bucket, Secret accessId, Secret accessSecret) {

    private static final int MAX_ENDPOINT_CHARS = 2048;
    /** What Amazon allows, which is what others allow, too. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9](?:[a-z0-9-]|\\.(?!\\.)){1,61}[a-z0-9]");
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
    /** Nothing that a server or a library might take for something else. */
    private static final Pattern PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)*/?");
    /** It becomes a part of a header. */
    private static final Pattern ACCESS_ID = Pattern.compile("[!-~&&[^,/=]]{1,128}");
    private static final Pattern ACCESS_SECRET = Pattern.compile("[ -~]{1,256}");

    public CallersStore {
        expect(isEndpoint(endpoint), "endpoint");
        expect(isBucket(bucket), "bucket");
        expect(isAccessId(accessId.reveal()), "accessId");
        expect(isAccessSecret(accessSecret.reveal()), "accessSecret");
    }

    /** What was found is not told: it may be a secret in the wrong place. */
    private static void expect(boolean fine, String part) {
        if (!fine) {
            throw new IllegalArgumentException("store of a caller: expected another " + part);
        }
    }

    /** Whether this is the address of a server: http or https, a host, perhaps a port and a path, and nothing else. */
    public static boolean isEndpoint(URI address) {
        return address.toString().length() <= MAX_ENDPOINT_CHARS && address.getHost() != null
                && address.getRawUserInfo() == null && address.getRawQuery() == null && address.getRawFragment() == null
                && address.getPort() <= 65_535 && address.getPort() != 0
                && ("http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme()))
                && PATH.matcher(address.getRawPath()).matches();
    }

    public static boolean isBucket(String name) {
        return BUCKET.matcher(name).matches() && !IPV4.matcher(name).matches();
    }

    public static boolean isAccessId(String id) {
        return ACCESS_ID.matcher(id).matches();
    }

    public static boolean isAccessSecret(String secret) {
        return ACCESS_SECRET.matcher(secret).matches();
    }
}
