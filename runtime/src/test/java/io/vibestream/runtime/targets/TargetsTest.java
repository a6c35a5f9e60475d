package io.vibestream.runtime.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Literal addresses need no name server. */
class TargetsTest {

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "1.1.1.1", "203.0.114.1", "2606:4700:4700::1111", "100.63.255.255",
            "100.128.0.1"})
    void letsCallThePublicInternet(String address) throws UnknownHostException {
        assertThat(Targets.arePublic(List.of(InetAddress.getByName(address)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255",
            "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "198.18.0.1", "198.19.9.9",
            "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1",
            "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1",
            "::7f00:1"})
    void keepsOurOwnMachinesToOurselves(String address) throws UnknownHostException {
        assertThat(Targets.arePublic(List.of(InetAddress.getByName(address)))).isFalse();
    }

    @Test
    void needsEveryAddressOfANameToBePublic() throws UnknownHostException {
        assertThat(Targets.arePublic(List.of(InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1"))))
                .isFalse();
        assertThat(Targets.arePublic(List.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "a.localhost", "printer.local",
            "metadata.google.internal",
            "127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "::1", "[fd00::1]"})
    void seesWithoutANameServerThatAHostIsOneOfOurs(String host) {
        assertThat(Targets.mayBePublic(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3.amazonaws.com", "8.8.8.8", "[2606:4700:4700::1111]", "local.example",
            "10.0.0.1.example"})
    void leavesOtherNamesToTheNameServer(String host) {
        assertThat(Targets.mayBePublic(host)).isTrue();
    }
}
