package io.vibestream.runtime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vibestream.runtime.settings.SettingsTable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LoggingTest {

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void writesOneReadableLineForEachEvent() {
        var log = logger(LogFormat.HUMAN);

        try (var _ = RequestScope.open("r-1")) {
            log.atInfo().addKeyValue("chunks", 3).log("planned\nas asked");
        }
        log.warn("bare");

        assertThat(output.toString(StandardCharsets.UTF_8).lines()).hasSize(2).satisfiesExactly(
                line -> assertThat(line)
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ INFO  Stage: planned as asked chunks=\"3\" request=r-1"),
                line -> assertThat(line).endsWith(" WARN  Stage: bare"));
    }

    @Test
    void writesOneJsonObjectForEachEvent() throws Exception {
        var log = logger(LogFormat.JSON);

        try (var _ = RequestScope.open("r-1")) {
            log.atError().addKeyValue("chunk", 7).setCause(new IllegalStateException("broken \"pipe\""))
                    .log("failed\nbadly");
        }

        var text = output.toString(StandardCharsets.UTF_8);
        var json = new ObjectMapper().readTree(text);
        assertThat(text.lines()).hasSize(1);
        assertThat(json.path("level").asText()).isEqualTo("ERROR");
        assertThat(json.path("loggerName").asText()).isEqualTo("test.Stage");
        assertThat(json.path("formattedMessage").asText()).isEqualTo("failed\nbadly");
        assertThat(json.path("mdc").path("request").asText()).isEqualTo("r-1");
        assertThat(json.path("kvpList").path(0).path("chunk").asText()).isEqualTo("7");
        assertThat(json.path("throwable").path("message").asText()).isEqualTo("broken \"pipe\"");
    }

    @Test
    void quietensLibrariesButNotBelowTheLevelAskedFor() {
        Logging.apply(context, new LoggingSettings(org.slf4j.event.Level.DEBUG, LogFormat.HUMAN));
        assertThat(context.getLogger("org.apache.kafka.clients.producer").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger("io.vibestream").getEffectiveLevel()).isEqualTo(Level.DEBUG);
        // Calls it an error that a topic is not known in the moment after it was made, and asks again.
        assertThat(context.getLogger("org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy")
                .isErrorEnabled()).isFalse();

        Logging.apply(context, new LoggingSettings(org.slf4j.event.Level.ERROR, LogFormat.HUMAN));
        assertThat(context.getLogger("org.apache.kafka.clients.producer").getEffectiveLevel()).isEqualTo(Level.ERROR);
    }

    @Test
    void isQuietBeforeAnythingIsConfigured() {
        assertThat(LoggerFactory.getLogger("org.apache.kafka.clients").isInfoEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("io.vibestream").isDebugEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("io.vibestream").isInfoEnabled()).isTrue();
    }

    @Test
    void sendsWhatThePlatformLogsToTheSamePlace() {
        assertThat(System.getLogger("io.helidon.webserver").isLoggable(System.Logger.Level.INFO)).isFalse();
        assertThat(System.getLogger("io.helidon.webserver").isLoggable(System.Logger.Level.WARNING)).isTrue();
    }

    @Test
    void comesBackToTheOuterRequestWhenAnInnerOneEnds() {
        try (var _ = RequestScope.open("outer")) {
            try (var _ = RequestScope.open("inner")) {
                assertThat(MDC.get("request")).isEqualTo("inner");
            }
            assertThat(MDC.get("request")).isEqualTo("outer");
        }
        assertThat(MDC.get("request")).isNull();
    }

    @Test
    void readsItsSettings() {
        var values = SettingsTable.of(LoggingSettings.SETTINGS)
                .read(Map.of("LOG_FORMAT", "json", "LOG_LEVEL", "debug"));

        assertThat(LoggingSettings.from(values))
                .isEqualTo(new LoggingSettings(org.slf4j.event.Level.DEBUG, LogFormat.JSON));
        assertThat(LoggingSettings.from(SettingsTable.of(LoggingSettings.SETTINGS).read(Map.of())))
                .isEqualTo(LoggingSettings.DEFAULT);
    }

    private Logger logger(LogFormat format) {
        context.setMDCAdapter(MDC.getMDCAdapter());
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(Logging.encoder(context, format));
        appender.setOutputStream(output);
        appender.start();
        var logger = context.getLogger("test.Stage");
        logger.addAppender(appender);
        return logger;
    }
}
