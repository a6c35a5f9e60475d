package io.vibestream.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows between the modules, seen from the only one that has them all. */
class ArchitectureTest {

    private static final List<String> SERVICES = List.of("gateway", "splitter", "synth", "assembler");

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vibestream");

    @Test
    void noServiceKnowsAnother() {
        for (var service : SERVICES) {
            var others = SERVICES.stream().filter(other -> !other.equals(service))
                    .map(other -> "io.vibestream." + other + "..").toArray(String[]::new);
            noClasses().that().resideInAPackage("io.vibestream." + service + "..").should().dependOnClassesThat()
                    .resideInAnyPackage(others).check(OURS);
        }
    }

    @Test
    void nobodyKnowsTheStandaloneProgramOrItsBroker() {
        noClasses().that().resideOutsideOfPackages("io.vibestream.standalone..", "io.vibestream.broker..").should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vibestream.standalone..", "io.vibestream.broker..").check(OURS);
    }

    @Test
    void bulkRunsNeedNoPipelineOfTheirOwn() {
        noClasses().that().resideInAPackage("io.vibestream.standalone.bulk").should().dependOnClassesThat()
                .resideInAnyPackage("io.vibestream.standalone", "io.vibestream.broker..", "io.vibestream.gateway..",
                        "io.vibestream.synth..", "io.vibestream.assembler..")
                .check(OURS);
    }

    @Test
    void onlyTheWayToKafkaKnowsKafkaAndOnlyTheCommandReadsSettings() {
        noClasses().that().resideInAPackage("io.vibestream.standalone.bulk").and()
                .haveSimpleNameNotStartingWith("Kafka")
                .should().dependOnClassesThat().resideInAPackage("org.apache.kafka..").check(OURS);
        noClasses().that().resideInAPackage("io.vibestream.standalone.bulk").and()
                .doNotHaveSimpleName("BulkCommand").and().haveSimpleNameNotEndingWith("Options").should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vibestream.runtime.settings..", "io.vibestream.splitter..", "picocli..")
                .check(OURS);
    }
}
