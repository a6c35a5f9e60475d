package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownFailuresTest {

    @Test
    void aCallThatTheEndOfTheServiceInterruptsMayBeTriedAgain() {
        assertThat(GatewayService.known(new InterruptedException())).hasValueSatisfying(problem -> {
            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.code()).contains("stopping");
            assertThat(problem.retry()).contains(true);
        });
    }

    @Test
    void aDefectIsNotKnown() {
        assertThat(GatewayService.known(new IllegalStateException("a defect"))).isEmpty();
    }
}
