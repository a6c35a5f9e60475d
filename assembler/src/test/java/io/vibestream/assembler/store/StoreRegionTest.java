package io.vibestream.assembler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreRegionTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://s3.eu-central-1.amazonaws.com,          eu-central-1
            https://s3.us-gov-west-1.amazonaws.com,         us-gov-west-1
            https://S3.US-WEST-2.amazonaws.com,             us-west-2
            https://s3.us-west-004.backblazeb2.com,         us-west-004
            https://s3.fr-par.scw.cloud,                    fr-par
            https://nyc3.digitaloceanspaces.com,            nyc3
            https://s3.amazonaws.com,                       us-east-1
            https://abc123.r2.cloudflarestorage.com,        us-east-1
            https://storage.googleapis.com,                 us-east-1
            http://localhost:9000,                          us-east-1
            http://s3,                                      us-east-1
            http://[::1]:9000,                              us-east-1
            """)
    void isWhatTheServersNameTells(URI endpoint, String region) {
        assertThat(StoreRegion.of(endpoint)).isEqualTo(region);
    }
}
