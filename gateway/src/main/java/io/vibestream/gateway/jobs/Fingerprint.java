package io.vibestream.gateway.jobs;

import io.vibestream.schemas.SpeechRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * A hash of what was asked for, the same for bodies that mean the same, however they are written. What is left to its default does not
 * count, so that fields that are added later change no hash. Pure.
 */
final class Fingerprint {

    private Fingerprint() {}

    static String of(JobOrder order) {
        var request = order.draft();
        var untouched = SpeechRequest.newBuilder().setId(request.getId()).setDelivery(request.getDelivery()).build();
        var words = new StringBuilder();
        for (Schema.Field field : request.getSchema().getFields()) {
            var value = String.valueOf(sorted(request.get(field.pos())));
            if (!value.equals(String.valueOf(sorted(untouched.get(field.pos()))))) {
                // Lengths, so that no text can look like two fields.
                words.append(field.name()).append(' ').append(value.length()).append(' ').append(value).append('\n');
            }
        }
        order.webhook().ifPresent(webhook -> words.append("webhook ").append(webhook).append('\n'));
        order.life().ifPresent(life -> words.append("life ").append(life).append('\n'));
        return sha256(words.toString());
    }

    /** Two maps of the same entries may have them in different orders. */
    private static Object sorted(Object value) {
        return value instanceof Map<?, ?> map ? new TreeMap<>(map) : value;
    }

    /** In hexadecimal digits. */
    static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
