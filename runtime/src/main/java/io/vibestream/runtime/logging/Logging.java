package io.vibestream.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up logging to standard error. Before that, {@link FirstLogging} holds. */
public final class Logging {

    /** Where an operator may put a logback file of his own, which then decides everything. */
    static final String OWN_FILE = "logback.configurationFile";

    /** Line ends inside a message would make one event look like two. */
    private static final String HUMAN_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: "
            + "%replace(%msg){'[\\r\\n]+', ' '}%replace( %kvp){'^ $', ''}%replace( request=%X{request}){' request=$', ''}%n";

    /** Libraries that tell their life story at INFO, and three that complain of what is told better elsewhere, or mended by the next try. */
    private static final Map<String, Level> LIBRARIES = Map.of("org.apache.kafka", Level.WARN, "kafka", Level.WARN,
            "state.change.logger", Level.WARN,
            "org.apache.kafka.clients.NetworkClient", Level.ERROR, "org.apache.kafka.common.utils.AppInfoParser",
            Level.ERROR, "org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy", Level.OFF, "io.helidon",
            Level.WARN, "software.amazon.awssdk", Level.WARN,
            "io.confluent", Level.WARN);

    private Logging() {}

    /** Makes the process log as the settings say, unless the operator brought a logback file. */
    public static void configure(LoggingSettings settings) {
        if (System.getProperty(OWN_FILE) == null
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            apply(context, settings);
        }
    }

    static void apply(LoggerContext context, LoggingSettings settings) {
        context.reset();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err"); // standard output belongs to what a command was asked for
        console.setEncoder(encoder(context, settings.format()));
        console.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.convertAnSLF4JLevel(settings.level()));
        root.addAppender(console);
        LIBRARIES.forEach((library, level) -> context.getLogger(library)
                .setLevel(level.isGreaterOrEqual(root.getLevel()) ? level : root.getLevel()));
    }

    static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
        Encoder<ILoggingEvent> encoder = switch (format) {
            case HUMAN -> human();
            case JSON -> json();
        };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static PatternLayoutEncoder human() {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern(HUMAN_PATTERN);
        encoder.setCharset(StandardCharsets.UTF_8);
        return encoder;
    }

    private static JsonEncoder json() {
        var encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        encoder.setWithArguments(false);
        return encoder;
    }
}
