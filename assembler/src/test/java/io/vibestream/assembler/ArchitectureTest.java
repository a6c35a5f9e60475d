package io.vibestream.assembler;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vibestream.assembler.store.Stored;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vibestream.assembler");

    @Test
    void theAssemblerKnowsNoOtherService() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("io.vibestream.gateway..", "io.vibestream.splitter..", "io.vibestream.synth..",
                        "io.vibestream.standalone..")
                .check(OURS);
    }

    @Test
    void decisionsAreMadeOnPlainValues() {
        classes().that().haveSimpleName("Request").or().haveSimpleName("Step").or().haveSimpleName("Take").or()
                .haveSimpleName("Ending").or().haveSimpleName("ChunkSet").or().haveSimpleName("EventRules").or()
                .haveSimpleName("Handover").or().haveSimpleName("Results").or().haveSimpleName("Replies").should()
                .onlyDependOnClassesThat(resideInAnyPackage("io.vibestream.assembler", "io.vibestream.schemas",
                        "io.vibestream.audio..", "java.lang..", "java.util..", "java.time..", "java.net", "java.nio",
                        "org.apache.avro..").or(belongToAnyOf(Stored.class)))
                .check(OURS);
    }

    @Test
    void storesKnowNeitherKafkaNorSound() {
        noClasses().that().resideInAPackage("..store").should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.vibestream.audio..", "io.vibestream.schemas..")
                .check(OURS);
    }

    @Test
    void captionsAreTextMadeOfPlainValues() {
        classes().that().resideInAPackage("..captions").should()
                .onlyDependOnClassesThat(resideInAnyPackage("io.vibestream.assembler.captions", "io.vibestream.schemas",
                        "io.vibestream.audio", "java.lang..", "java.util..", "java.text", "org.jspecify.."))
                .check(OURS);
    }

    @Test
    void onlyTheBucketKnowsAmazon() {
        noClasses().that().resideOutsideOfPackage("..store").should().dependOnClassesThat()
                .resideInAPackage("software.amazon..").check(OURS);
    }
}
