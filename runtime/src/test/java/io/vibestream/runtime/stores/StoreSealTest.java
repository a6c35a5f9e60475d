package io.vibestream.runtime.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.Secret;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StoreSealTest {

    private static final CallersStore STORE = new CallersStore(URI.create("https://s3.example:9000/base"), "book-shop",
            new Secret("AKIAEXAMPLE"), new Secret("wJalr/XUtn+FEMI K7MDENG"));

    private final StoreSeal seal = new StoreSeal(new Secret("a secret of gateways and assemblers"));

    @Test
    void whatWasSealedOpensForTheSameRequest() {
        var sealed = seal.seal(STORE, "r-1");

        assertThat(seal.open(sealed, "r-1")).contains(STORE);
    }

    @Test
    void nothingOfTheStoreCanBeReadInTheSeal() {
        var sealed = StandardCharsets.ISO_8859_1.decode(seal.seal(STORE, "r-1")).toString();

        assertThat(sealed).doesNotContain("example").doesNotContain("shop").doesNotContain("AKIA")
                .doesNotContain("FEMI").doesNotContain("r-1");
    }

    @Test
    void twoSealsOfOneStoreAreNotAlike() {
        assertThat(seal.seal(STORE, "r-1")).isNotEqualTo(seal.seal(STORE, "r-1"));
    }

    @Test
    void aSealIsNoUseToAnotherRequest() {
        var sealed = seal.seal(STORE, "r-1");

        assertThat(seal.open(sealed, "r-2")).isEmpty();
        assertThat(seal.open(sealed, "")).isEmpty();
    }

    @Test
    void aSealIsNoUseWithAnotherSecret() {
        var others = new StoreSeal(new Secret("a secret of somebody else's gateways"));

        assertThat(others.open(seal.seal(STORE, "r-1"), "r-1")).isEmpty();
    }

    @Test
    void aSealOfWhichAnyByteIsChangedDoesNotOpen() {
        var sealed = seal.seal(STORE, "r-1");

        for (int i = 0; i < sealed.limit(); i++) {
            var changed = ByteBuffer.allocate(sealed.limit()).put(sealed.duplicate()).flip();
            changed.put(i, (byte) (changed.get(i) ^ 1));
            assertThat(seal.open(changed, "r-1")).as("byte %d changed", i).isEmpty();
        }
    }

    @Test
    void aSealThatIsCutOffDoesNotOpen() {
        var sealed = seal.seal(STORE, "r-1");

        for (int length = 0; length < sealed.limit(); length++) {
            assertThat(seal.open(sealed.slice(0, length), "r-1")).as("%d bytes", length).isEmpty();
        }
    }

    /** Requests outlive releases. Made with Python's cryptography: HKDF without salt, AES-GCM with nonce 00 to 0b. */
    @Test
    void aSealOfTheFirstReleaseStillOpens() {
        var sealed = ByteBuffer.wrap(HexFormat.of().parseHex(
                "01000102030405060708090a0b992b17b72365d0057cc062a2f724e5b0b31c269407c0c98874d0bc48ae0f2ba5973dc3"
                        + "6b0fb180c818d62e1da3a6d010e51dae7b8f17d54b591bee18db0318a781000c998945ff6607684ca276d0a9698f6e2c"
                        + "e6290466bb0e7d9e01e544fb"));

        assertThat(seal.open(sealed, "r-1")).contains(STORE);
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new StoreSeal(new Secret("short")))
                .hasMessage("secret for stores: expected at least 16 bytes, found 5");
    }
}
