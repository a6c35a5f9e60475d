package io.vibestream.runtime.targets;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Which addresses a stranger may have us call. Not those behind which our own machines are: whoever may name an address could otherwise
 * reach what only we can. Pure.
 */
public final class Targets {

    /** No name server of the public internet answers for these. */
    private static final List<String> PRIVATE_NAMES = List.of(".localhost", ".local", ".internal", ".home.arpa");

    private Targets() {}

    /** Whether all addresses that a name stands for are of the public internet. */
    public static boolean arePublic(Collection<InetAddress> addresses) {
        return !addresses.isEmpty() && addresses.stream().allMatch(Targets::isPublic);
    }

    /**
     * Whether a host may be of the public internet, as far as can be told without asking a name server: whatever a name stands for is to
     * be looked at again before it is called.
     */
    public static boolean mayBePublic(String host) {
        var name = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        if (name.equals("localhost") || PRIVATE_NAMES.stream().anyMatch(name::endsWith)) {
            return false;
        }
        try {
            return isPublic(InetAddress.ofLiteral(name));
        } catch (IllegalArgumentException notLiteral) {
            return true;
        }
    }

    private static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address v4 -> isPublic(v4.getAddress());
            case Inet6Address v6 -> isPublic6(v6.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] v4) {
        int first = v4[0] & 0xff;
        int second = v4[1] & 0xff;
        boolean shared = first == 100 && (second & 0xc0) == 64; // between carriers and their customers
        boolean special = first == 0 || first >= 240 || (first == 192 && second == 0 && v4[2] == 0)
                || (first == 198 && (second & 0xfe) == 18);
        return !shared && !special;
    }

    /** Global unicast is 2000::/3. Addresses that carry an IPv4 address are as public as that is. */
    private static boolean isPublic6(byte[] v6) {
        boolean translated = v6[0] == 0 && v6[1] == 0x64 && (v6[2] & 0xff) == 0xff && (v6[3] & 0xff) == 0x9b;
        boolean sixToFour = v6[0] == 0x20 && v6[1] == 0x02;
        boolean tunnelled = v6[0] == 0x20 && v6[1] == 0x01 && v6[2] == 0 && v6[3] == 0;
        return !translated && !sixToFour && !tunnelled && (v6[0] & 0xe0) == 0x20 && !Arrays.equals(v6, new byte[16]);
    }
}
