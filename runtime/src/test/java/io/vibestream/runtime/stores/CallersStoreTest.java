package io.vibestream.runtime.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersStoreTest {

    @ParameterizedTest
    @ValueSource(strings = {"https://s3.eu-west-1.amazonaws.com", "http://minio:9000",
            "https://x.example/storage/v1/s3",
            "https://x.example/", "HTTPS://X.EXAMPLE", "http://[2606:4700::1]:9000"})
    void anAddressOfAServerIsAnEndpoint(String address) {
        assertThat(CallersStore.isEndpoint(URI.create(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x.example", "file:///etc/passwd", "x.example", "https:///path",
            "https://u:p@x.example",
            "https://x.example?a=b", "https://x.example#a", "https://x.example/../a", "https://x.example/./a",
            "mailto:a@b",
            "https://x.example:0", "https://x.example:65536", "https://under_score.example"})
    void anythingElseIsNone(String address) {
        assertThat(CallersStore.isEndpoint(URI.create(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "my-bucket", "my.bucket.2", "11-26",
            "a23456789012345678901234567890123456789012345678901234567890123"})
    void bucketsAreNamedAsAmazonAllows(String name) {
        assertThat(CallersStore.isBucket(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Abc", "a_b", "-abc", "abc-", ".abc", "abc.", "a..b", "a/b", "../..",
            "192.168.1.1", "a b c",
            "abc\n", "bücher", "a234567890123456789012345678901234567890123456789012345678901234"})
    void otherNamesAreNotTaken(String name) {
        assertThat(CallersStore.isBucket(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "a/b", "a,b", "a=b", "line\nbreak", "schlüssel"})
    void keysThatWouldBreakAHeaderAreNotTaken(String id) {
        assertThat(CallersStore.isAccessId(id)).isFalse();
    }

    @Test
    void neitherTheStoreNorTheComplaintAboutOneShowsASecret() {
        var store = new CallersStore(URI.create("https://x.example"), "abc", new Secret("AKIA"), new Secret("hush"));

        assertThat(store.toString()).doesNotContain("AKIA").doesNotContain("hush");
        assertThatThrownBy(() -> new CallersStore(URI.create("https://x.example"), "hush hush", new Secret("AKIA"),
                new Secret("hush"))).hasMessage("store of a caller: expected another bucket");
    }
}
