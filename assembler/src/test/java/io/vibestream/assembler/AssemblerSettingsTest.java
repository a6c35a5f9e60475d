package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.assembler.AssemblerSettings.Place;
import io.vibestream.runtime.settings.SettingsTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssemblerSettingsTest {

    private static final Map<String, String> S3 = Map.of("S3_BUCKET_NAME", "speech", "S3_ACCESS_KEY_ID", "reader",
            "S3_SECRET_ACCESS_KEY", "open sesame");
    private static final Map<String, String> LINKS = Map.of("LINK_SECRET", "sixteen bytes ok");

    private static Place place(Map<String, String> environment) {
        return AssemblerSettings.from(SettingsTable.of(AssemblerSettings.SETTINGS).read(environment)).place();
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        var all = new HashMap<>(one);
        all.putAll(other);
        return all;
    }

    @Test
    void aBucketWithItsKeysComesFirst() {
        assertThat(place(both(S3, LINKS))).isInstanceOfSatisfying(Place.Bucket.class,
                bucket -> assertThat(bucket.s3().region()).isEqualTo("us-east-1"));
    }

    @Test
    void aBucketWithoutItsSecretIsSkippedAndSaidSo() {
        var incomplete = new HashMap<>(both(S3, LINKS));
        incomplete.remove("S3_SECRET_ACCESS_KEY");

        assertThat(place(incomplete)).isInstanceOfSatisfying(Place.Local.class, local -> assertThat(local.remark())
                .contains("S3 is not used, because S3_SECRET_ACCESS_KEY is not set"));
    }

    @Test
    void withoutABucketTheDirectoryIsUsed() {
        assertThat(place(LINKS)).isInstanceOfSatisfying(Place.Local.class,
                local -> assertThat(local.remark()).isEqualTo(Optional.empty()));
    }

    @Test
    void withNothingAtAllResultsCarryTheAudio() {
        assertThat(place(Map.of()))
                .isEqualTo(new Place.Inline("AUDIO_DIR is not used, because LINK_SECRET is not set"));
        assertThat(place(both(S3, Map.of("AUDIO_STORE", "none")))).isEqualTo(new Place.Inline("AUDIO_STORE=none"));
    }

    @Test
    void aStoreThatIsAskedForMustBeDescribed() {
        assertThatThrownBy(() -> place(Map.of("AUDIO_STORE", "s3", "S3_ACCESS_KEY_ID", "reader")))
                .hasMessageContaining("S3_BUCKET_NAME: expected a value with AUDIO_STORE=S3, found nothing")
                .hasMessageContaining("S3_SECRET_ACCESS_KEY: expected a value");
        assertThatThrownBy(() -> place(Map.of("AUDIO_STORE", "local")))
                .hasMessageContaining("LINK_SECRET: expected a value with AUDIO_STORE=LOCAL, found nothing");
    }
}
