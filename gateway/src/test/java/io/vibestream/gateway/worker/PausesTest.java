package io.vibestream.gateway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausesTest {

    @Test
    void growsWithEveryFailureUpToALimit() {
        assertThat(Pauses.USUAL.after(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Pauses.USUAL.after(3)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Pauses.USUAL.after(6)).isEqualTo(Duration.ofSeconds(30));
        assertThat(Pauses.USUAL.after(100_000)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void asksAtOnceAgainWhereTheHostMadeItWait() {
        assertThat(Pauses.USUAL.rest(Duration.ofMillis(300))).isEqualTo(Duration.ofMillis(700));
        assertThat(Pauses.USUAL.rest(Duration.ofSeconds(30))).isZero();
    }
}
