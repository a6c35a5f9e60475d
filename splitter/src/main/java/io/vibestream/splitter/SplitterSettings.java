package io.vibestream.splitter;

import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.PauseMarks;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a deployment decides about requests.
 *
 * @param chunkLimits for requests that bring none
 * @param requestTtl how long a request without a deadline may take
 * @param lexicon how words are spoken that are written otherwise
 * @param requestLimits what a request may be
 */
public record SplitterSettings(String applicationId, Path stateDir, ChunkLimits chunkLimits, int silenceMillis,
        int paragraphPauseMillis, String defaultVoice, Duration requestTtl, Lexicon lexicon,
        RequestLimits requestLimits) {

    private static final int MOST_CHARS = 1_000_000;

    private static final Setting<String> APPLICATION_ID = Setting
            .text("SPLITTER_APPLICATION_ID", "Consumer group of all splitters, and beginning of their changelog's name")
            .such("letters, digits, dots, hyphens and underscores", id -> id.matches("[a-zA-Z0-9._-]{1,100}"))
            .defaultsTo("tts-splitter");
    private static final Setting<Path> STATE_DIR = Setting
            .path("SPLITTER_STATE_DIR", "Where the splitter keeps the ids it has seen; may be lost, Kafka has them too")
            .defaultsTo(Path.of("data", "state"));
    private static final Setting<Integer> MAX_CHUNK_CHARS = Setting
            .integer("MAX_CHUNK_CHARS", "Longest chunk, in code points").between(1, MOST_CHARS).defaultsTo(1000);
    private static final Setting<Integer> MIN_LAST_CHUNK_CHARS = Setting
            .integer("MIN_LAST_CHUNK_CHARS", "A last chunk shorter than this joins the one before")
            .between(0, MOST_CHARS)
            .defaultsTo(150);
    private static final Setting<Integer> CHUNK_SILENCE_MS = Setting
            .integer("CHUNK_SILENCE_MS", "Silence between chunks, in milliseconds").between(0, 60_000).defaultsTo(40);
    private static final Setting<Integer> PARAGRAPH_PAUSE_MS = Setting
            .integer("PARAGRAPH_PAUSE_MS",
                    "Silence between paragraphs, in milliseconds, each then in chunks of its own; 0 joins them as sentences are")
            .between(0, PauseMarks.MAX_MILLIS).defaultsTo(0);
    private static final Setting<String> DEFAULT_SPEAKER = Setting
            .text("DEFAULT_SPEAKER", "Voice of requests that name none").defaultsTo("Alice");
    private static final Setting<Optional<Path>> LEXICON = Setting
            .path("LEXICON", "JSON file that says how words are spoken; read at the start").optional();
    private static final Setting<Duration> REQUEST_TTL = Setting
            .duration("REQUEST_TTL", "How long a request without a deadline may take")
            .between(Duration.ofSeconds(1), Planner.LONGEST_LIFE).defaultsTo(Duration.ofDays(1));
    private static final Setting<Integer> MAX_REQUEST_CHARS = Setting
            .integer("MAX_REQUEST_CHARS", "Longest text of one request, in code points; a record's size limits it too")
            .between(1, MOST_CHARS).defaultsTo(500_000);
    private static final Setting<String> REPLY_TOPIC_PREFIX = Setting
            .text("REPLY_TOPIC_PREFIX", "What the name of every reply topic must begin with")
            .defaultsTo(Topic.RESULTS.topicName());

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(APPLICATION_ID, STATE_DIR, MAX_CHUNK_CHARS,
            MIN_LAST_CHUNK_CHARS, CHUNK_SILENCE_MS, PARAGRAPH_PAUSE_MS, DEFAULT_SPEAKER, LEXICON, REQUEST_TTL,
            MAX_REQUEST_CHARS,
            REPLY_TOPIC_PREFIX);

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static SplitterSettings from(SettingValues values) {
        return new SplitterSettings(values.get(APPLICATION_ID), values.get(STATE_DIR),
                new ChunkLimits(values.get(MAX_CHUNK_CHARS), values.get(MIN_LAST_CHUNK_CHARS)),
                values.get(CHUNK_SILENCE_MS), values.get(PARAGRAPH_PAUSE_MS), values.get(DEFAULT_SPEAKER),
                values.get(REQUEST_TTL),
                values.get(LEXICON).map(file -> LexiconFile.read(LEXICON.name(), file)).orElse(Lexicon.EMPTY),
                new RequestLimits(values.get(MAX_REQUEST_CHARS), values.get(REPLY_TOPIC_PREFIX)));
    }
}
