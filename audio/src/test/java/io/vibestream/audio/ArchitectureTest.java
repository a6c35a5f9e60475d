package io.vibestream.audio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses AUDIO = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.vibestream.audio");

    @Test
    void samplesAreValuesAndTouchNothingOutside() {
        classes().that().resideInAPackage("io.vibestream.audio")
                .should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.vibestream.audio", "java.lang", "java.lang.invoke", "java.lang.runtime",
                        "java.math",
                        "java.nio", "java.nio.charset", "java.time", "java.util", "java.util.function",
                        "java.util.stream",
                        "org.jspecify.annotations")
                .orShould().haveSimpleName("AudioFormatException") // Has java.io.Serial, as every exception.
                .check(AUDIO);
    }

    @Test
    void onlyEncodersCallNativeCode() {
        noClasses().that().resideOutsideOfPackage("io.vibestream.audio.encode")
                .should().dependOnClassesThat().resideInAnyPackage("java.lang.foreign", "org.bytedeco..")
                .check(AUDIO);
    }

    @Test
    void nothingHereKnowsKafkaSocketsFilesOrTheOtherModules() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "java.net..", "java.nio.file..", "java.nio.channels..",
                        "io.vibestream.schemas..", "io.vibestream.runtime..")
                .check(AUDIO);
    }
}
