package io.vibestream.synth.model.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The command {@code model fetch}, and what a worker does on its first start: brings the weights and a tokenizer into a
 * directory, unless they are there or in a cache of Hugging Face's own tools.
 */
public final class ModelFetcher {

    static final String TOKENIZER = "tokenizer.json";
    private static final List<String> SMALL_FILES = List.of("config.json", "preprocessor_config.json",
            "model.safetensors.index.json", TOKENIZER);

    /**
     * Where to look and how.
     *
     * @param endpoint the Hub, or a mirror of it
     * @param token sent to the endpoint only, never to the hosts it redirects to
     * @param caches directories of Hugging Face's tools; those that do not exist are ignored
     * @param parallel files at a time
     */
    public record Settings(URI endpoint, Optional<String> token, List<Path> caches, int parallel, Patience patience) {

        public static final URI HUB = URI.create("https://huggingface.co");

        public Settings {
            caches = List.copyOf(caches);
            token = token.map(String::strip).filter(secret -> !secret.isEmpty());
            if (parallel < 1) {
                throw new ModelFetchException("parallel downloads: expected at least 1, found " + parallel);
            }
        }

        /** As the variables of Hugging Face's own tools say, and with RunPod's cache. */
        public static Settings of(Map<String, String> environment, Path home) {
            var caches = new ArrayList<Path>();
            Optional.ofNullable(environment.get("HF_HUB_CACHE")).map(Path::of).ifPresent(caches::add);
            Optional.ofNullable(environment.get("HF_HOME")).map(directory -> Path.of(directory, "hub"))
                    .ifPresent(caches::add);
            caches.add(Path.of("/runpod-volume/huggingface-cache/hub"));
            caches.add(home.resolve(".cache/huggingface/hub"));
            var endpoint = Optional.ofNullable(environment.get("HF_ENDPOINT")).map(URI::create).orElse(HUB);
            return new Settings(endpoint, Optional.ofNullable(environment.get("HF_TOKEN")), caches, 4,
                    Patience.DEFAULT);
        }

        /** Never shows the token. */
        @Override
        public String toString() {
            return "Settings[" + endpoint + ", token " + (token.isPresent() ? "set" : "not set") + ", caches " + caches
                    + "]";
        }
    }

    /** Told what happens; called from one thread at a time. */
    public interface Listener {

        /** Something worth a line. */
        void event(String text);

        /** Where the download is, about once a second. */
        void progress(Progress progress);
    }

    /** What a worker needs to open: the tokenizer may lie in another directory than the weights. */
    public record Fetched(Path checkpoint, Path tokenizer) {}

    private final Settings settings;
    private final HubCache cache;
    private final Listener listener;

    public ModelFetcher(Settings settings, Listener listener) {
        this.settings = settings;
        this.cache = new HubCache(settings.caches());
        this.listener = listener;
    }

    /**
     * Fetches {@code model} into {@code directory}, and the tokenizer from {@code tokenizerModel} when the model's own
     * repository has none, as the published ones. What is whole already is used without asking the network.
     *
     * @throws ModelFetchException when something is missing in the end
     */
    public Fetched fetch(HubModel model, HubModel tokenizerModel, Path directory) throws InterruptedException {
        var cached = cache.checkpoint(model);
        if (cached.isPresent()) {
            listener.event(model + " found in " + cached.get());
        }
        var known = cached.flatMap(snapshot -> tokenizer(snapshot, tokenizerModel, directory));
        if (known.isPresent()) {
            return new Fetched(cached.orElseThrow(), known.get());
        }
        try {
            Files.createDirectories(directory);
            try (var _ = FetchLock.take(directory, settings.patience(), listener::event);
                    var hub = new Hub(settings.endpoint(), settings.token())) {
                return new Work(hub, directory).fetch(model, tokenizerModel, cached);
            }
        } catch (IOException e) {
            throw new ModelFetchException(model + ": cannot be fetched into " + directory + ": " + e, e);
        }
    }

    private Optional<Path> tokenizer(Path snapshot, HubModel tokenizerModel, Path directory) {
        return Optional.of(snapshot.resolve(TOKENIZER)).filter(Files::isRegularFile)
                .or(() -> Optional.of(directory.resolve(TOKENIZER)).filter(Files::isRegularFile))
                .or(() -> cache.tokenizer(tokenizerModel));
    }

    /** One fetch under the lock. */
    private final class Work {
        private final Hub hub;
        private final Path directory;

        Work(Hub hub, Path directory) {
            this.hub = hub;
            this.directory = directory;
        }

        Fetched fetch(HubModel model, HubModel tokenizerModel, Optional<Path> cached)
                throws IOException, InterruptedException {
            var pin = new Pin(directory);
            var checkpoint = cached.orElse(directory);
            if (cached.isEmpty()) {
                if (HubCache.isComplete(directory) && pin.allows(model)) {
                    listener.event(model + " found in " + directory);
                } else {
                    download(model, pin);
                }
            }
            var tokenizer = tokenizer(checkpoint, tokenizerModel, directory);
            if (tokenizer.isPresent()) {
                return new Fetched(checkpoint, tokenizer.get());
            }
            var file = list(tokenizerModel, TOKENIZER::equals).stream().findFirst()
                    .orElseThrow(() -> new ModelFetchException(tokenizerModel + " has no " + TOKENIZER));
            transfer(List.of(file));
            return new Fetched(checkpoint, directory.resolve(TOKENIZER));
        }

        private void download(HubModel model, Pin pin) throws IOException, InterruptedException {
            // A fetch that was begun goes on with its commit, even where the branch has moved since.
            var wanted = list(pin.begun(model).map(model::at).orElse(model),
                    name -> SMALL_FILES.contains(name) || name.endsWith(".safetensors"));
            for (var needed : List.of("config.json", ".safetensors")) {
                if (wanted.stream().noneMatch(file -> file.name().endsWith(needed))) {
                    throw new ModelFetchException(model + " holds no " + needed + "; it is no checkpoint");
                }
            }
            var commit = wanted.getFirst().model().revision();
            pin.begin(model, commit);
            var missing = new ArrayList<HubFile>();
            for (var file : wanted) {
                if (!isThere(file)) {
                    missing.add(file);
                }
            }
            listener.event(model + " is commit " + commit + ": " + wanted.size() + " files, " + missing.size()
                    + " to fetch into " + directory);
            transfer(missing);
            if (!HubCache.isComplete(directory)) {
                throw new ModelFetchException(model + ": its index names files that the repository does not have");
            }
            pin.complete(model, commit);
        }

        /** A file gets its name after its content was checked; but small ones are cheap to check again. */
        private boolean isThere(HubFile file) throws IOException {
            var path = directory.resolve(file.name());
            if (!Files.isRegularFile(path) || Files.size(path) != file.size()) {
                return false;
            }
            return file.checksum().kind() == Checksum.Kind.SHA256
                    || file.checksum().ofFile(path).equals(file.checksum());
        }

        private List<HubFile> list(HubModel model, Predicate<String> wanted)
                throws IOException, InterruptedException {
            for (int failures = 1;; failures++) {
                try {
                    return hub.list(model, wanted);
                } catch (IOException e) {
                    if (failures >= settings.patience().attempts()) {
                        throw new ModelFetchException(model + ": " + settings.endpoint() + " cannot be reached: " + e,
                                e);
                    }
                    Thread.sleep(settings.patience().pause(failures));
                }
            }
        }

        private void transfer(List<HubFile> files) throws IOException, InterruptedException {
            var transfers = files.stream().map(file -> new Transfer(hub, file, directory, settings.patience()))
                    .toList();
            checkSpace(files);
            var threads = Thread.ofPlatform().name("model-fetch-", 0).daemon().factory();
            try (var pool = Executors.newFixedThreadPool(settings.parallel(), threads)) {
                try {
                    watch(pool, transfers);
                } finally {
                    transfers.forEach(Transfer::cancel);
                    pool.shutdownNow();
                }
            }
        }

        private void checkSpace(List<HubFile> files) throws IOException {
            long needed = files.stream().mapToLong(HubFile::size).sum();
            var parts = directory.resolve(Transfer.PARTS);
            if (Files.isDirectory(parts)) {
                try (var list = Files.newDirectoryStream(parts)) {
                    for (var part : list) {
                        needed -= Files.size(part);
                    }
                }
            }
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < needed) {
                throw new ModelFetchException(
                        directory + ": expected " + needed + " bytes of free space, found " + free);
            }
        }

        /** The first failure ends all: what is there stays, and the next fetch goes on with it. */
        private void watch(ExecutorService pool, List<Transfer> transfers) throws InterruptedException {
            var done = new ExecutorCompletionService<String>(pool);
            for (var transfer : transfers) {
                done.submit(() -> {
                    transfer.run();
                    return transfer.file().name();
                });
            }
            var meter = new Meter(transfers, settings.patience().stall());
            for (int left = transfers.size(); left > 0;) {
                Future<String> finished = done.poll(settings.patience().poll().toMillis(), TimeUnit.MILLISECONDS);
                listener.progress(meter.look());
                if (finished != null) {
                    listener.event(result(finished) + " is there");
                    left--;
                }
            }
        }

        private String result(Future<String> finished) throws InterruptedException {
            try {
                return finished.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ModelFetchException known) {
                    throw known;
                }
                throw new ModelFetchException("fetch into " + directory + " failed: " + e.getCause(), e);
            }
        }
    }

    /** Speed over the last seconds, and an eye on connections that stall. Owned by the fetcher's thread. */
    private static final class Meter {
        private static final double REMEMBERED = 0.8;

        private final List<Transfer> transfers;
        private final long stallNanos;
        private final long[] lastBytes;
        private final long[] lastChange;
        private long lastLook = System.nanoTime();
        private long lastTotal = -1;
        private double speed;

        Meter(List<Transfer> transfers, Duration stall) {
            this.transfers = transfers;
            this.stallNanos = stall.toNanos();
            this.lastBytes = new long[transfers.size()];
            this.lastChange = new long[transfers.size()];
        }

        Progress look() {
            long now = System.nanoTime();
            long bytes = 0;
            for (int i = 0; i < lastBytes.length; i++) {
                long there = transfers.get(i).bytes();
                bytes += there;
                if (there != lastBytes[i] || lastChange[i] == 0) {
                    lastBytes[i] = there;
                    lastChange[i] = now;
                } else if (now - lastChange[i] > stallNanos) {
                    transfers.get(i).cut();
                    lastChange[i] = now;
                }
            }
            if (lastTotal >= 0 && now > lastLook) {
                double latest = Math.max(0, bytes - lastTotal) * 1e9 / (now - lastLook);
                speed = speed == 0 ? latest : REMEMBERED * speed + (1 - REMEMBERED) * latest;
            }
            lastLook = now;
            lastTotal = bytes;
            long total = transfers.stream().mapToLong(transfer -> transfer.file().size()).sum();
            return new Progress(bytes, total, speed,
                    speed < 1 ? Optional.empty() : Optional.of(Duration.ofSeconds((long) ((total - bytes) / speed))));
        }
    }
}
