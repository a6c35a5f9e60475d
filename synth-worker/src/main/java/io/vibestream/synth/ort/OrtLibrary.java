package io.vibestream.synth.ort;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds ONNX Runtime's libraries inside Microsoft's jars and lays them side by side in a folder, because the main library
 * looks for the provider libraries beside itself.
 *
 * @param main the library to load
 * @param cuda whether the CUDA provider lies beside it
 */
public record OrtLibrary(Path main, boolean cuda) {

    private static final List<String> PROVIDERS = List.of("onnxruntime_providers_shared", "onnxruntime_providers_cuda");

    /** Libraries that somebody installed, such as a build for another CUDA version. */
    public static OrtLibrary at(Path main) {
        return new OrtLibrary(main, Files.exists(main.resolveSibling(file("onnxruntime_providers_cuda"))));
    }

    /**
     * The libraries of {@code onnxruntime_gpu} when that jar is on the class path, else those of {@code onnxruntime}.
     *
     * @param cache folder to unpack into; what is there already is used again
     */
    public static OrtLibrary fromClassPath(Path cache) {
        var main = "ai/onnxruntime/native/" + platform() + "/" + file("onnxruntime");
        try {
            List<URL> candidates = Collections.list(OrtLibrary.class.getClassLoader().getResources(main));
            var chosen = candidates.stream().filter(url -> sibling(url, PROVIDERS.getLast()).isPresent()).findFirst()
                    .or(() -> candidates.stream().findFirst())
                    .orElseThrow(() -> new LibraryMissingException("no " + main
                            + " on the class path; add com.microsoft.onnxruntime:onnxruntime (CPU) or onnxruntime_gpu"));
            return unpack(chosen, cache);
        } catch (IOException e) {
            throw new LibraryMissingException("ONNX Runtime's libraries cannot be unpacked into " + cache
                    + "; name a folder that can be written", e);
        }
    }

    private static OrtLibrary unpack(URL main, Path cache) throws IOException {
        var sources = new ArrayList<>(List.of(main));
        PROVIDERS.forEach(provider -> sibling(main, provider).ifPresent(sources::add));
        // Two versions must not meet in one folder; their sizes tell them apart.
        long key = 0;
        for (var source : sources) {
            key = 31 * key + source.openConnection().getContentLengthLong();
        }
        var folder = Files.createDirectories(cache.resolve("onnxruntime-" + Long.toHexString(key)));
        for (var source : sources) {
            unpackOne(source, folder.resolve(name(source)));
        }
        return at(folder.resolve(name(main)));
    }

    private static void unpackOne(URL source, Path target) throws IOException {
        if (Files.exists(target) && Files.size(target) == source.openConnection().getContentLengthLong()) {
            return;
        }
        // Another process may be doing the same: each writes its own file, and the last rename wins.
        var partial = Files.createTempFile(target.toAbsolutePath().getParent(), name(source), ".partial");
        try (InputStream in = source.openStream()) {
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String name(URL url) {
        return url.toString().substring(url.toString().lastIndexOf('/') + 1);
    }

    private static Optional<URL> sibling(URL url, String library) {
        var text = url.toString();
        try {
            var found = URI.create(text.substring(0, text.lastIndexOf('/') + 1) + file(library)).toURL();
            found.openConnection().getInputStream().close();
            return Optional.of(found);
        } catch (IOException e) {
            return Optional.empty(); // the jar has no such library, which is the answer
        }
    }

    private static String file(String library) {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("windows")) {
            return library + ".dll";
        }
        return "lib" + library + (system.contains("mac") ? ".dylib" : ".so");
    }

    private static String platform() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var processor = System.getProperty("os.arch").contains("aarch64") ? "aarch64" : "x64";
        return (system.contains("windows") ? "win-" : system.contains("mac") ? "osx-" : "linux-") + processor;
    }
}
