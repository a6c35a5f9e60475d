package io.vibestream.synth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The arrows between this module's packages. They change with an ADR only. */
class ArchitectureTest {

    private static final String ROOT = "io.vibestream.synth";

    /**
     * Which packages a package may use, besides itself and those below it. The root may use everything. {@code audio} and the other
     * modules stand under their names.
     */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            // audio: the engine's interface speaks of samples
            Map.entry("kafka", Set.of("engine", "voice", "tokenizer", "schemas", "runtime", "audio")),
            Map.entry("engine", Set.of("audio")), Map.entry("ort", Set.of("engine", "graph")),
            Map.entry("model", Set.of("graph")), Map.entry("voice", Set.of("audio")), Map.entry("graph", Set.of()),
            Map.entry("tokenizer", Set.of()), Map.entry("preview", Set.of("audio", "engine")),
            Map.entry("forward", Set.of("engine", "graph", "model", "ort", "audio")),
            Map.entry("reference", Set.of("engine", "forward", "graph", "model", "ort", "tokenizer", "audio")),
            Map.entry("bench", Set.of("engine", "forward", "graph", "model", "ort")));

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        var forbidden = new TreeSet<String>();
        for (var type : OURS) {
            var allowed = ARROWS.get(room(type));
            if (allowed == null) {
                continue;
            }
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                if (target.getName().startsWith("io.vibestream.") && !room(target).equals(room(type))
                        && !allowed.contains(room(target))) {
                    forbidden.add(type.getName() + " -> " + target.getName());
                }
            }
        }

        assertThat(forbidden).isEmpty();
    }

    /** The first part of the package's name after the worker's own, or after the product's. */
    private static String room(JavaClass type) {
        var name = type.getPackageName();
        var inner = name.startsWith(ROOT) ? name.substring(ROOT.length()) : name.substring("io.vibestream".length());
        return inner.isEmpty() ? "" : inner.substring(1).split("\\.", 2)[0];
    }

    @Test
    void theWorkerKnowsNoOtherService() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("io.vibestream.gateway..", "io.vibestream.splitter..", "io.vibestream.assembler..")
                .check(OURS);
    }

    @Test
    void onlyTheKafkaPackageAndTheWiringKnowKafka() {
        noClasses().that().resideOutsideOfPackages(ROOT + ".kafka", ROOT).should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.vibestream.runtime.kafka..").check(OURS);
    }

    @Test
    void theEngineIsPure() {
        noClasses().that().resideInAnyPackage(ROOT + ".engine").should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "ai.onnx..", "ai.onnxruntime..", "java.net..",
                        "java.nio.file..", "java.nio.channels..", "java.lang.foreign..")
                .check(OURS);
    }

    @Test
    void onlyThePreviewKnowsFreeTts() {
        noClasses().that().resideOutsideOfPackage(ROOT + ".preview").should().dependOnClassesThat()
                .resideInAnyPackage("com.sun.speech..").check(OURS);
    }
}
