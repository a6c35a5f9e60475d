package io.vibestream.runtime;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.vibestream.runtime");

    @Test
    void knowsNoOtherModule() {
        noClasses().should().dependOnClassesThat(
                resideInAPackage("io.vibestream..").and(resideOutsideOfPackage("io.vibestream.runtime..")))
                .check(CLASSES);
    }

    @Test
    void readsTheEnvironmentNowhere() {
        noClasses().should().callMethod(System.class, "getenv").orShould()
                .callMethod(System.class, "getenv", String.class).check(CLASSES);
    }
}
