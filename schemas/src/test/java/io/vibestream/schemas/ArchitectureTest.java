package io.vibestream.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vibestream.schemas");

    @Test
    void theContractKnowsNothingButAvro() {
        classes().should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.vibestream.schemas", "java..", "org.apache.avro..", "org.jspecify..")
                .check(OURS);
    }

    @Test
    void theContractReachesNoSocketAndNoFile() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..").check(OURS);
    }
}
