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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds ONNX Runtime's libraries inside Microsoft's jars and lays them side by side in a folder, because the main library
 * looks for the provider libraries beside itself.
 *
 * @param main the library to load
 * @param cuda whether the CUDA provider lies beside it
 */
public record OrtLibrary(Path main, boolean cuda) {

    private static final List<String> PROVIDERS = List.of("onnxruntime_providers_shared", "onnxruntime_providers_cuda");
    private static final Pattern CUDA_RUNTIME = Pattern.compile("libcudart\\.so\\.(\\d+)");
    private static final Pattern NVIDIA = Pattern.compile("lib(cu|nv)\\w+\\.so\\.\\d+");

    /**
     * Libraries that somebody installed, such as a build for another CUDA version.
     *
     * @throws LibraryMissingException when there is no such file
     */
    public static OrtLibrary at(Path main) {
        if (!Files.isRegularFile(main)) {
            throw new LibraryMissingException(
                    main + " is not there; name the file " + file("onnxruntime") + " of ONNX Runtime");
        }
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

    /**
     * The libraries that must be there before the CUDA provider can be loaded, which looks for them by name only.
     *
     * @param version of CUDA that the provider was built for
     * @param libraries in an order in which each finds those before it
     */
    public record CudaNeeds(int version, List<String> libraries) {
        public CudaNeeds {
            libraries = List.copyOf(libraries);
        }
    }

    /**
     * What the CUDA provider needs.
     *
     * @throws LibraryMissingException when there is no provider, or it does not say so
     */
    public CudaNeeds cudaNeeds() {
        if (!cuda) {
            throw new LibraryMissingException(main
                    + " has no CUDA provider beside it; add com.microsoft.onnxruntime:onnxruntime_gpu to the class path, "
                    + "or let ORT_LIBRARY name a build with CUDA");
        }
        var provider = main.resolveSibling(file("onnxruntime_providers_cuda"));
        try {
            var libraries = ElfFile.needed(provider).stream().filter(name -> NVIDIA.matcher(name).matches())
                    .sorted(Comparator.comparingInt(OrtLibrary::turn)).toList();
            int version = libraries.stream().map(CUDA_RUNTIME::matcher).filter(Matcher::matches)
                    .map(found -> Integer.parseInt(found.group(1))).findFirst()
                    .orElseThrow(() -> new LibraryMissingException(
                            provider + " does not name the CUDA runtime that it needs; take a build for CUDA 12 or 13"));
            return new CudaNeeds(version, libraries);
        } catch (IOException e) {
            throw new LibraryMissingException(provider + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The runtime is needed by all others, and cublas needs cublasLt. */
    private static int turn(String library) {
        return CUDA_RUNTIME.matcher(library).matches() ? 0 : library.startsWith("libcublasLt") ? 1 : 2;
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
