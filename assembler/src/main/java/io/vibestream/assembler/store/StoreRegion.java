package io.vibestream.assembler.store;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The region that a server wants in signatures, as far as its name tells it. Pure. */
final class StoreRegion {

    /** What servers that know no regions take, and Amazon's first. */
    private static final String USUAL = "us-east-1";
    /** As in {@code eu-central-1}, {@code us-west-004}, {@code us-gov-west-1} and {@code fr-par}. */
    private static final Pattern NAME = Pattern.compile("[a-z]{2}(-[a-z]+)+(-[0-9]+)?");
    /** Their names begin with the region: {@code nyc3.digitaloceanspaces.com}. */
    private static final List<String> REGION_FIRST = List.of(".digitaloceanspaces.com", ".linodeobjects.com");

    private StoreRegion() {}

    static String of(URI endpoint) {
        var host = endpoint.getHost().toLowerCase(Locale.ROOT);
        var labels = List.of(host.split("\\."));
        if (REGION_FIRST.stream().anyMatch(host::endsWith) && labels.size() > 2) {
            return labels.get(labels.size() - 3);
        }
        int next = labels.indexOf("s3") + 1;
        boolean named = next > 0 && next < labels.size() && NAME.matcher(labels.get(next)).matches();
        return named ? labels.get(next) : USUAL;
    }
}
