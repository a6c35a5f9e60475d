package io.vibestream.gateway.runpod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.stores.CallersStore;
import io.vibestream.runtime.stores.StoreSeal;
import io.vibestream.runtime.stores.StoreSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3ConfigTest {

    private static final StoreSeal SEAL = new StoreSeal(new Secret("known to gateways and assemblers"));
    private static final String GOOD = "{'accessId':'AKIA','accessSecret':'hush hush','bucketName':'my-bucket',"
            + "'endpointUrl':'https://s3.example'}";

    private final S3Config config = new S3Config(new StoreSettings(Optional.of(SEAL), false));

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsTheKeysOfRunPodsLibraryAndNoOthers() {
        var store = config.read(json(GOOD.replace("}", ",'objectPath':'a/b'}")));

        assertThat(store).contains(new CallersStore(URI.create("https://s3.example"), "my-bucket", new Secret("AKIA"),
                new Secret("hush hush")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}"})
    void takesNothingForNone(String written) {
        assertThat(config.read(json(written))).isEmpty();
        assertThat(config.read(json("{}").path("s3Config"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'a'                               |                                | expected an object, found a string
            []                                |                                | expected an object, found an array
            'https://s3.example'              | 1                              | endpointUrl: expected a string, found a number
            'https://s3.example'              | ''                             | endpointUrl: expected an address with http or https and a host, and nothing behind its path
            'https://s3.example'              | 'ftp://s3.example'             | endpointUrl: expected an address with http or https and a host, and nothing behind its path
            'https://s3.example'              | 'https://u:hush@s3.example'    | endpointUrl: expected an address with http or https and a host, and nothing behind its path
            'https://s3.example'              | 'https://s3.example/?x'        | endpointUrl: expected an address with http or https and a host, and nothing behind its path
            'https://s3.example'              | 'http s://'                    | endpointUrl: expected an address with http or https and a host, and nothing behind its path
            'https://s3.example'              | 'http://localhost:9000'        | endpointUrl: expected an address of the public internet
            'https://s3.example'              | 'http://127.0.0.1'             | endpointUrl: expected an address of the public internet
            'https://s3.example'              | 'http://169.254.169.254'       | endpointUrl: expected an address of the public internet
            'https://s3.example'              | 'http://[::1]:9000'            | endpointUrl: expected an address of the public internet
            'my-bucket'                       | 'My_Bucket'                    | bucketName: expected 3 to 63 small letters, digits, dots and hyphens, as Amazon has them
            'my-bucket'                       | '../../etc'                    | bucketName: expected 3 to 63 small letters, digits, dots and hyphens, as Amazon has them
            'my-bucket'                       | null                           | bucketName: expected a string, found null
            'AKIA'                            | ''                             | accessId: expected 1 to 128 visible ASCII characters
            'AKIA'                            | 'a\\nb'                        | accessId: expected 1 to 128 visible ASCII characters
            'AKIA'                            | {}                             | accessId: expected a string, found an object
            'hush hush'                       | ''                             | accessSecret: expected 1 to 256 ASCII characters
            'hush hush'                       | 'h\\u0000'                     | accessSecret: expected 1 to 256 ASCII characters
            """)
    void saysWhatIsWrongAndQuotesNothing(String good, String bad, String message) {
        var written = bad == null ? good : GOOD.replace(good, bad);

        assertThatThrownBy(() -> config.read(json(written))).isInstanceOf(ProblemException.class)
                .hasMessage("s3Config: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpointUrl", "bucketName", "accessId", "accessSecret"})
    void needsEveryKey(String key) {
        assertThatThrownBy(() -> config.read(json(GOOD.replace(key, "x"))))
                .hasMessage("s3Config: " + key + ": expected a string, found nothing");
    }

    @Test
    void takesPrivateAddressesOnlyWhereTheyAreAllowed() {
        var anywhere = new S3Config(new StoreSettings(Optional.of(SEAL), true));

        assertThat(anywhere.read(json(GOOD.replace("https://s3.example", "http://localhost:9000")))).isPresent();
    }

    @Test
    void namesTheSettingWithoutWhichThereAreNone() {
        var none = new S3Config(new StoreSettings(Optional.empty(), false));

        assertThatThrownBy(() -> none.read(json(GOOD))).hasMessage("s3Config: expected none, because STORE_SECRET is "
                + "not set: audio goes to the store that the service is set up with");
        assertThat(none.read(json("{}"))).isEmpty();
    }

    @Test
    void sealsForOneRequestAndAgainForAnother() {
        var store = config.read(json(GOOD)).orElseThrow();

        var sealed = config.seal(store, "r-1");
        var again = config.reseal(sealed, "r-1", "r-1~2");

        assertThat(SEAL.open(sealed, "r-1")).contains(store);
        assertThat(SEAL.open(again, "r-1")).isEmpty();
        assertThat(SEAL.open(again, "r-1~2")).contains(store);
        assertThatThrownBy(() -> config.reseal(sealed, "r-2", "r-3")).hasMessageContaining("STORE_SECRET");
    }
}
