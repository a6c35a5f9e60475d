package io.vibestream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    /** Two secrets by themselves, one by its digest: that of "abc" is the first example of FIPS 180. */
    private final ApiKeys keys = ApiKeys.of(List.of("plain", "anna=secret=1",
            "bert=sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));

    @Test
    void knowsWhoHoldsAKey() {
        assertThat(keys.holder("Bearer plain")).contains("default");
        assertThat(keys.holder("Bearer secret=1")).contains("anna");
        assertThat(keys.holder("Bearer abc")).contains("bert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "Bearer abc", "bearer  abc ", "Basic YW55Ym9keTphYmM=", "basic OmFiYw=="})
    void takesAKeyInEveryDress(String authorization) {
        assertThat(keys.holder(authorization)).contains("bert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer ABC", "Bearer abcd", "Basic !",
            "Bearer sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "Digest abc", "bert=abc"})
    void knowsNobodyElse(String authorization) {
        assertThat(keys.holder(authorization)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "anna=", "=secret", " = "})
    void refusesKeysThatAreEmpty(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> ApiKeys.of(List.of(written)));
    }
}
