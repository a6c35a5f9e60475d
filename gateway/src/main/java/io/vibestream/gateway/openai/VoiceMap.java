package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which speaker speaks for which of OpenAI's voices. Immutable.
 *
 * @param speakers by voice, in the order of the file
 */
record VoiceMap(Map<String, String> speakers) {

    /** For a deployment without a file: every voice that OpenAI has, spread over the speakers that VibeVoice brings. */
    static final VoiceMap BUILT_IN = builtIn();

    VoiceMap {
        speakers = Collections.unmodifiableMap(new LinkedHashMap<>(speakers));
    }

    /** @throws IllegalArgumentException when this is not a flat object of texts */
    static VoiceMap read(JsonNode json) {
        if (!json.isObject() || json.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected an object of voices and their speakers, found " + Json.kind(json));
        }
        var speakers = new LinkedHashMap<String, String>();
        json.propertyStream().forEach(entry -> {
            if (!entry.getValue().isTextual() || entry.getValue().textValue().isBlank()) {
                throw new IllegalArgumentException("voice '" + entry.getKey() + "': expected a speaker's name, found "
                        + Json.kind(entry.getValue()));
            }
            speakers.put(entry.getKey(), entry.getValue().textValue());
        });
        return new VoiceMap(speakers);
    }

    /** The speaker of a voice; a speaker's own name is a voice, too. */
    Optional<String> speaker(String voice) {
        var mapped = Optional.ofNullable(speakers.get(voice));
        return mapped.isPresent() ? mapped : Optional.of(voice).filter(speakers::containsValue);
    }

    /** Whether a voice or a speaker has this name, in whatever case. */
    boolean names(String name) {
        return speakers.entrySet().stream().anyMatch(
                entry -> entry.getKey().equalsIgnoreCase(name) || entry.getValue().equalsIgnoreCase(name));
    }

    /** These and more voices, each of which speaks for itself; where a name is taken, it stays with whose it is. */
    VoiceMap with(List<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new LinkedHashMap<>(speakers);
        more.forEach(name -> all.putIfAbsent(name, name));
        return new VoiceMap(all);
    }

    /** The voices' names in the order of the file. */
    List<String> voices() {
        return List.copyOf(speakers.keySet());
    }

    private static VoiceMap builtIn() {
        var speakers = new LinkedHashMap<String, String>();
        speakers.put("alloy", "Alice");
        speakers.put("echo", "Carter");
        speakers.put("fable", "Frank");
        speakers.put("onyx", "Mary");
        speakers.put("nova", "Maya");
        speakers.put("shimmer", "Samuel");
        speakers.put("ash", "Carter");
        speakers.put("ballad", "Frank");
        speakers.put("coral", "Maya");
        speakers.put("sage", "Alice");
        speakers.put("verse", "Samuel");
        speakers.put("marin", "Mary");
        speakers.put("cedar", "Carter");
        return new VoiceMap(speakers);
    }
}
