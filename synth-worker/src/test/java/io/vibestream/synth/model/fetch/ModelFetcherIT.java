package io.vibestream.synth.model.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFetcherIT {

    private static final HubModel MODEL = new HubModel("org/voice", "main");
    private static final HubModel QWEN = new HubModel("qwen/words", "main");
    private static final Patience PATIENCE = new Patience(3, Duration.ofMillis(1), Duration.ofSeconds(20),
            Duration.ofMillis(10));
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    private final FakeHub hub = new FakeHub();
    private final byte[] first = bytes(1, 3_000_000);
    private final byte[] second = bytes(2, 2_000_000);
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<Progress> progress = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    private Path target = Path.of("");

    @BeforeEach
    void publish() {
        target = directory.resolve("model");
        hub.with("org/voice", "config.json", "{\"model_type\":\"vibevoice\"}")
                .with("org/voice", "README.md", "not wanted")
                .with("org/voice", "model.safetensors.index.json",
                        "{\"weight_map\":{\"a\":\"" + FIRST + "\",\"b\":\"" + SECOND + "\"}}")
                .with("org/voice", FIRST, first).with("org/voice", SECOND, second)
                .with("qwen/words", "tokenizer.json", "{\"version\":\"1.0\"}")
                .with("qwen/words", "model.safetensors", new byte[9]);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void bringsWeightsThroughRedirectsAndATokenizerFromElsewhere() throws Exception {
        hub.wantedToken = Optional.of("secret");

        var fetched = fetcher(Optional.of("secret\n")).fetch(MODEL, QWEN, target);

        assertThat(fetched).isEqualTo(new ModelFetcher.Fetched(target, target.resolve("tokenizer.json")));
        assertThat(target.resolve(FIRST)).hasBinaryContent(first);
        assertThat(target.resolve(SECOND)).hasBinaryContent(second);
        assertThat(target.resolve("tokenizer.json")).hasContent("{\"version\":\"1.0\"}");
        assertThat(target.resolve("README.md")).doesNotExist();
        assertThat(target.resolve("model.safetensors")).doesNotExist();
        assertThat(hub.tokensAtTheStore).isEmpty();
        assertThat(progress).last().satisfies(last -> assertThat(last.bytes()).isEqualTo(last.total()));
        assertThat(events).anyMatch(event -> event.contains("commit " + FakeHub.COMMIT));
    }

    @Test
    void needsNoNetworkTheSecondTime() throws Exception {
        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);
        hub.requests.clear();

        var again = fetcher(Optional.empty()).fetch(MODEL, QWEN, target);
        var pinned = fetcher(Optional.empty()).fetch(MODEL.at(FakeHub.COMMIT), QWEN, target);

        assertThat(again.checkpoint()).isEqualTo(target);
        assertThat(pinned).isEqualTo(again);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws Exception {
        hub.cutOnce(FIRST, 1_234_567);

        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);

        assertThat(target.resolve(FIRST)).hasBinaryContent(first);
        assertThat(hub.requests).anyMatch(request -> request.startsWith("store /org/voice/" + FIRST + " from "));
    }

    @Test
    void givesUpAConnectionThatBringsNothingAndGoesOn() throws Exception {
        hub.stallOnce(FIRST, 1_500_000);
        var impatient = new Patience(3, Duration.ofMillis(1), Duration.ofMillis(300), Duration.ofMillis(10));

        new ModelFetcher(new ModelFetcher.Settings(hub.uri(), Optional.empty(), List.of(), 2, impatient), listener())
                .fetch(MODEL, QWEN, target);

        assertThat(target.resolve(FIRST)).hasBinaryContent(first);
        assertThat(hub.requests).anyMatch(request -> request.startsWith("store /org/voice/" + FIRST + " from "));
    }

    @Test
    void goesOnWhereAnEarlierProcessStopped() throws Exception {
        part(FIRST, first, 2_000_000);

        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);

        assertThat(target.resolve(FIRST)).hasBinaryContent(first);
        assertThat(hub.requests).contains("store /org/voice/" + FIRST + " from 2000000")
                .doesNotContain("store /org/voice/" + FIRST);
    }

    @Test
    void beginsAgainWhenWhatWasThereIsDamaged() throws Exception {
        part(FIRST, bytes(99, 3_000_000), 1_000_000);
        part(SECOND, bytes(98, 3_000_000), 2_500_000);

        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);

        assertThat(target.resolve(FIRST)).hasBinaryContent(first);
        assertThat(target.resolve(SECOND)).hasBinaryContent(second);
    }

    @Test
    void beginsAgainWhereTheServerCannotGoOn() throws Exception {
        hub.ranges = false;
        hub.cutOnce(FIRST, 1_000_000);

        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);

        assertThat(target.resolve(FIRST)).hasBinaryContent(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, "config.json"})
    void refusesContentThatIsNotWhatTheHubPromised(String name) {
        var content = name.equals(FIRST)
                ? bytes(77, first.length)
                : "{\"model_type\":\"vibevoicE\"}".getBytes(StandardCharsets.UTF_8);
        hub.lie(name, content);

        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(MODEL, QWEN, target))
                .isInstanceOf(ModelFetchException.class).hasMessageContaining(name + ": expected ")
                .hasMessageContaining(name.equals(FIRST)
                        ? "found SHA-256 " + FakeHub.hash("SHA-256", content)
                        : "found git blob ");
        assertThat(target.resolve(name)).doesNotExist();
    }

    @Test
    void saysThatATokenIsWanted() {
        hub.wantedToken = Optional.of("secret");

        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(MODEL, QWEN, target))
                .isInstanceOf(ModelFetchException.class)
                .hasMessage("org/voice at main: the Hub wants a token (HF_TOKEN), or there is no such repository");
        assertThatThrownBy(() -> fetcher(Optional.of("wrong")).fetch(MODEL, QWEN, target))
                .isInstanceOf(ModelFetchException.class).hasMessageContaining("another token")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void saysWhichRevisionOrRepositoryIsNotThere() {
        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(MODEL.at("v9"), QWEN, target))
                .isInstanceOf(ModelFetchException.class).hasMessage("org/voice has no revision 'v9'");
        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(new HubModel("org/none", "main"), QWEN, target))
                .isInstanceOf(ModelFetchException.class).hasMessageContaining("org/none at main: not found");
        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(QWEN, QWEN, target))
                .isInstanceOf(ModelFetchException.class).hasMessageContaining("holds no config.json");
    }

    @Test
    void outlastsABusyHubButNotForEver() throws Exception {
        hub.busy.set(2);
        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);
        assertThat(target.resolve(FIRST)).exists();

        hub.busy.set(Integer.MAX_VALUE);
        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(MODEL, QWEN, directory.resolve("other")))
                .isInstanceOf(ModelFetchException.class).hasMessageContaining("answered 503");
    }

    @Test
    void asksTheHeadersWhereTheListingIsShort() throws Exception {
        hub.shortListing = true;

        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);

        assertThat(target.resolve(SECOND)).hasBinaryContent(second);
        assertThat(hub.requests).anyMatch(request -> request.startsWith("HEAD "));
    }

    @Test
    void goesOnWithTheCommitThatItBegan() throws Exception {
        hub.lie(SECOND, bytes(5, second.length));
        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(MODEL, QWEN, target))
                .isInstanceOf(ModelFetchException.class);
        hub.lie(SECOND, second);
        hub.requests.clear();

        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);

        assertThat(hub.requests).contains("GET /api/models/org/voice/revision/" + FakeHub.COMMIT);
        assertThat(target.resolve(SECOND)).hasBinaryContent(second);
    }

    @Test
    void keepsTwoModelsApart() throws Exception {
        fetcher(Optional.empty()).fetch(MODEL, QWEN, target);
        hub.with("org/other", "config.json", "{}").with("org/other", "model.safetensors", new byte[10]);

        assertThatThrownBy(() -> fetcher(Optional.empty()).fetch(new HubModel("org/other", "main"), QWEN, target))
                .isInstanceOf(ModelFetchException.class).hasMessageContaining("holds org/voice at commit");
    }

    @Test
    void takesWhatACacheHolds() throws Exception {
        var snapshot = Files.createDirectories(
                directory.resolve("cache/models--org--voice/snapshots/" + FakeHub.COMMIT));
        var blobs = Files.createDirectories(directory.resolve("cache/models--org--voice/blobs"));
        Files.writeString(snapshot.resolve("config.json"), "{}");
        Files.write(blobs.resolve("abc"), new byte[10]);
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../blobs/abc"));
        var settings = settings(Optional.empty(),
                List.of(directory.resolve("none"), directory.resolve("cache")));

        var fetched = new ModelFetcher(settings, listener()).fetch(MODEL, QWEN, target);

        assertThat(fetched).isEqualTo(new ModelFetcher.Fetched(snapshot, target.resolve("tokenizer.json")));
        assertThat(hub.count("org/voice")).isZero();

        Files.delete(blobs.resolve("abc"));
        assertThat(new ModelFetcher(settings, listener()).fetch(MODEL, QWEN, target).checkpoint()).isEqualTo(target);
    }

    @Test
    void letsOneProcessFetchAndTheOtherWait() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = List.of(java, "-cp", System.getProperty("java.class.path"), FetchingProcess.class.getName(),
                hub.uri().toString(), target.toString());

        var one = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(directory.resolve("one").toFile()).start();
        var two = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(directory.resolve("two").toFile()).start();

        assertThat(one.waitFor(60, TimeUnit.SECONDS) && two.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("one"))).contains("fetched " + target);
        assertThat(Files.readString(directory.resolve("two"))).contains("fetched " + target);
        assertThat(hub.count("store /org/voice/" + FIRST)).isEqualTo(1);
        assertThat(hub.count("store /org/voice/" + SECOND)).isEqualTo(1);
        assertThat(target.resolve(FIRST)).hasBinaryContent(first);
    }

    @Test
    void waitsForTheLockInsideOneProcessToo() throws Exception {
        Files.createDirectories(target);
        var lock = FetchLock.take(target, PATIENCE, events::add);
        var waiting = Thread.ofVirtual().start(() -> {
            try {
                fetcher(Optional.empty()).fetch(MODEL, QWEN, target);
            } catch (InterruptedException e) {
                events.add("interrupted");
            }
        });

        await().until(() -> events.stream().anyMatch(e -> e.contains("another process")));
        assertThat(hub.requests).isEmpty();
        lock.close();

        assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
        assertThat(target.resolve(FIRST)).hasBinaryContent(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "voice", "org/", "/voice", "org/../x", "org/voice/more", "org/vo ice", "org/voice?x"})
    void refusesNamesThatAreNoRepositories(String name) {
        assertThatThrownBy(() -> new HubModel(name, "main")).isInstanceOf(ModelFetchException.class);
        assertThatThrownBy(() -> new HubModel("org/voice", name + "/..")).isInstanceOf(ModelFetchException.class);
    }

    @Test
    void readsTheVariablesOfHuggingFacesOwnTools() {
        var settings = ModelFetcher.Settings.of(Map.of("HF_TOKEN", " hf_x ", "HF_HUB_CACHE", "/a", "HF_HOME", "/b",
                "HF_ENDPOINT", "https://mirror.example"), Path.of("/home/me"));

        assertThat(settings.token()).contains("hf_x");
        assertThat(settings.endpoint()).isEqualTo(URI.create("https://mirror.example"));
        assertThat(settings.caches()).containsExactly(Path.of("/a"), Path.of("/b/hub"),
                Path.of("/runpod-volume/huggingface-cache/hub"), Path.of("/home/me/.cache/huggingface/hub"));
        assertThat(ModelFetcher.Settings.of(Map.of(), Path.of("/")).endpoint()).isEqualTo(ModelFetcher.Settings.HUB);
    }

    @Test
    void neverShowsTheToken() {
        assertThat(settings(Optional.of("hf_secret"), List.of()).toString()).doesNotContain("hf_secret")
                .contains("token set");
    }

    @Test
    void speaksOfProgressInWords() {
        assertThat(new Progress(3_200_000_000L, 18_700_000_000L, 112e6, Optional.of(Duration.ofSeconds(138))))
                .hasToString("3.20 GB of 18.70 GB (17 %), 112.0 MB/s, 2 min 18 s left");
    }

    private void part(String name, byte[] content, int length) throws IOException {
        var sha = FakeHub.hash("SHA-256", name.equals(FIRST) ? first : second).substring(0, 16);
        var parts = Files.createDirectories(target.resolve(Transfer.PARTS));
        Files.write(parts.resolve(name + "." + sha), Arrays.copyOf(content, length));
    }

    private ModelFetcher fetcher(Optional<String> token) {
        return new ModelFetcher(settings(token, List.of()), listener());
    }

    private ModelFetcher.Settings settings(Optional<String> token, List<Path> caches) {
        return settings(hub.uri(), token, caches);
    }

    static ModelFetcher.Settings settings(URI endpoint, Optional<String> token, List<Path> caches) {
        return new ModelFetcher.Settings(endpoint, token, caches, 2, PATIENCE);
    }

    private ModelFetcher.Listener listener() {
        return new ModelFetcher.Listener() {
            @Override
            public void event(String text) {
                events.add(text);
            }

            @Override
            public void progress(Progress look) {
                progress.add(look);
            }
        };
    }

    private static byte[] bytes(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** What the test of two processes starts twice. */
    static final class FetchingProcess {
        private FetchingProcess() {}

        @SuppressWarnings("SystemOut") // The parent reads it.
        public static void main(String[] arguments) throws InterruptedException {
            var listener = new ModelFetcher.Listener() {
                @Override
                public void event(String text) {
                    System.out.println(text);
                }

                @Override
                public void progress(Progress progress) {}
            };
            var fetched = new ModelFetcher(settings(URI.create(arguments[0]), Optional.empty(), List.of()), listener)
                    .fetch(MODEL, QWEN, Path.of(arguments[1]));
            System.out.println("fetched " + fetched.checkpoint());
        }
    }
}
