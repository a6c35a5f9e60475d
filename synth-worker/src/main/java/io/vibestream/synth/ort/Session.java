package io.vibestream.synth.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.vibestream.synth.graph.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A loaded model. Run by one thread at a time; closed by whoever opened it, after its bindings and captures. What is captured
 * is run by the thread that captured it: ONNX Runtime keeps the CUDA graphs of each thread apart.
 */
public final class Session implements AutoCloseable {

    private static final String WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path";
    private static final String GRAPH_NUMBER = "gpu_graph_id";
    /** ONNX Runtime's word for a run that is neither captured nor replayed. */
    private static final int NO_GRAPH = -1;

    private final Ort ort;
    private final Model model;
    private final Handle session;
    private final Optional<Map<String, String>> cuda;
    private final Handle uncaptured;
    private int captures;

    private Session(Ort ort, Model model, Handle session, Optional<Map<String, String>> cuda) {
        this.ort = ort;
        this.model = model;
        this.session = session;
        this.cuda = cuda;
        this.uncaptured = runOptions(NO_GRAPH);
    }

    static Session open(Ort ort, Model model, SessionSettings settings) {
        return DeepStack.call("load-" + model.name(), () -> load(ort, model, settings));
    }

    private static Session load(Ort ort, Model model, SessionSettings wanted) {
        var settings = model.weights().map(Path::toString).map(folder -> wanted.with(WEIGHTS_FOLDER, folder))
                .orElse(wanted);
        try (var arena = Arena.ofConfined(); var options = options(ort, settings)) {
            var bytes = model.bytes();
            var memory = arena.allocate(bytes.length);
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, bytes.length);
            var session = ort.api().create(Function.CREATE_SESSION_FROM_ARRAY, ort.environment(), memory,
                    (long) bytes.length, options.pointer());
            return new Session(ort, model,
                    new Handle(ort, Function.RELEASE_SESSION, "session " + model.name(), session), settings.cuda());
        } catch (OrtException e) {
            throw new OrtException("model " + model.name() + ": " + e.getMessage(), e);
        }
    }

    private static Handle options(Ort ort, SessionSettings settings) {
        var options = new Handle(ort, Function.RELEASE_SESSION_OPTIONS, "session options",
                ort.api().create(Function.CREATE_SESSION_OPTIONS));
        try (var arena = Arena.ofConfined()) {
            ort.api().call(Function.DISABLE_PER_SESSION_THREADS, options.pointer());
            // Patterns are planned for one set of shapes; slots and pieces of a prompt come in many.
            ort.api().call(Function.DISABLE_MEM_PATTERN, options.pointer());
            settings.entries().forEach((key, value) -> ort.api().call(Function.ADD_SESSION_CONFIG_ENTRY,
                    options.pointer(), arena.allocateFrom(key), arena.allocateFrom(value)));
            settings.cuda().ifPresent(provider -> appendCuda(ort, options, provider));
            return options;
        } catch (RuntimeException e) {
            options.close();
            throw e;
        }
    }

    private static void appendCuda(Ort ort, Handle options, Map<String, String> provider) {
        try (var arena = Arena.ofConfined();
                var cuda = new Handle(ort, Function.RELEASE_CUDA_PROVIDER_OPTIONS, "CUDA options",
                        ort.api().create(Function.CREATE_CUDA_PROVIDER_OPTIONS))) {
            var keys = arena.allocate(ADDRESS, provider.size());
            var values = arena.allocate(ADDRESS, provider.size());
            int i = 0;
            for (var entry : provider.entrySet()) {
                keys.setAtIndex(ADDRESS, i, arena.allocateFrom(entry.getKey()));
                values.setAtIndex(ADDRESS, i, arena.allocateFrom(entry.getValue()));
                i++;
            }
            ort.api().call(Function.UPDATE_CUDA_PROVIDER_OPTIONS, cuda.pointer(), keys, values, (long) i);
            ort.api().call(Function.APPEND_EXECUTION_PROVIDER_CUDA, options.pointer(), cuda.pointer());
        } catch (OrtException e) {
            throw new LibraryMissingException("the CUDA provider of ONNX Runtime cannot start; use the onnxruntime_gpu"
                    + " libraries with the CUDA version they were built for: " + e.getMessage(), e);
        }
    }

    public Model model() {
        return model;
    }

    /** A set of tensors for the model's inputs and outputs, empty at first. */
    public Binding bind() {
        return new Binding(ort, model,
                new Handle(ort, Function.RELEASE_IO_BINDING, "binding of " + model.name(),
                        ort.api().create(Function.CREATE_IO_BINDING, session.pointer())));
    }

    /** Computes the outputs of a binding from its inputs. */
    public void run(Binding binding) {
        run(binding, uncaptured);
    }

    void run(Binding binding, Handle options) {
        long begun = System.nanoTime();
        try {
            ort.api().call(Function.RUN_WITH_BINDING, session.pointer(), options.pointer(), binding.pointer());
            ort.computed(System.nanoTime() - begun);
        } catch (OrtException e) {
            throw new OrtException("model " + model.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Prepares a binding that is run again and again. A GPU that captures computes it twice here, once as usual and once from
     * the new CUDA graph: call this when computing changes nothing that is needed, as it does where a tensor is updated in
     * place.
     */
    public Captured capture(Binding binding) {
        // Every capture has a number of its own: a graph knows addresses, so it must never be replayed for another binding.
        captures++;
        var captured = new Captured(this, binding, runOptions(captures));
        if (cuda.isPresent()) {
            captured.run();
        }
        return captured;
    }

    private Handle runOptions(int graph) {
        var options = new Handle(ort, Function.RELEASE_RUN_OPTIONS, "run options",
                ort.api().create(Function.CREATE_RUN_OPTIONS));
        try (var arena = Arena.ofConfined()) {
            ort.api().call(Function.ADD_RUN_CONFIG_ENTRY, options.pointer(), arena.allocateFrom(GRAPH_NUMBER),
                    arena.allocateFrom(Integer.toString(graph)));
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }

    @Override
    public void close() {
        uncaptured.close();
        session.close();
    }
}
