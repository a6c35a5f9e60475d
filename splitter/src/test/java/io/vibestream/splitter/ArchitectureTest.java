package io.vibestream.splitter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String CUTTING = ".*\\.(Break|Marks|Abbreviations|FullStops|Prose|Turn|Chunk|Chunker|Cutter|Sections|Spelling|SpelledLine|Lexicon)(\\$.*)?";
    private static final String SHELL = ".*\\.(SplitterProcessor|SplitterTopology|SplitterService|SeenIds|DeadLetters|Main)(\\$.*)?";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vibestream.splitter");

    @Test
    void cuttingTextNeedsOnlyTheContractAndUnicode() {
        classes().that().haveNameMatching(CUTTING).should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.vibestream.splitter", "io.vibestream.schemas", "java.lang..", "java.util..",
                        "java.nio", "com.google.re2j", "com.ibm.icu..", "org.jspecify..")
                .check(OURS);
    }

    @Test
    void onlyTheShellKnowsKafka() {
        noClasses().that().haveNameNotMatching(SHELL).should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.vibestream.runtime.kafka..", "java.net..",
                        "java.nio.channels..")
                .check(OURS);
    }

    @Test
    void theSplitterKnowsNoOtherService() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("io.vibestream.gateway..", "io.vibestream.synth..", "io.vibestream.assembler..",
                        "io.vibestream.audio..")
                .check(OURS);
    }
}
