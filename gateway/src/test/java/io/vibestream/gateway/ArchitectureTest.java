package io.vibestream.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vibestream.gateway");

    @Test
    void importsNoOtherService() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("io.vibestream.splitter..", "io.vibestream.synth..",
                        "io.vibestream.assembler..", "io.vibestream.standalone..")
                .check(GATEWAY);
    }

    @Test
    void hasNoCyclesBetweenItsPackages() {
        slices().matching("io.vibestream.gateway.(*)..").should().beFreeOfCycles().check(GATEWAY);
    }

    @Test
    void keepsBothApisApart() {
        noClasses().that().resideInAPackage("..gateway.runpod..").should().dependOnClassesThat()
                .resideInAPackage("..gateway.openai..").check(GATEWAY);
        noClasses().that().resideInAPackage("..gateway.openai..").should().dependOnClassesThat()
                .resideInAPackage("..gateway.runpod..").check(GATEWAY);
    }

    @Test
    void keepsJobsApartFromBoth() {
        noClasses().that().resideInAPackage("..gateway.jobs..").should().dependOnClassesThat()
                .resideInAnyPackage("..gateway.runpod..", "..gateway.openai..").check(GATEWAY);
        noClasses().that().resideInAnyPackage("..gateway.runpod..", "..gateway.openai..").should()
                .dependOnClassesThat().resideInAPackage("..gateway.jobs..").check(GATEWAY);
    }

    @Test
    void usesKafkaInOneRoomOnly() {
        noClasses().that(resideInAPackage("io.vibestream.gateway..").and(
                not(resideInAPackage("..gateway.pipeline.."))))
                .should().dependOnClassesThat().resideInAPackage("org.apache.kafka..").check(GATEWAY);
    }

    @Test
    void servesItsPagesFromTheJarAlone() {
        classes().that().resideInAPackage("..gateway.page..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.vibestream.gateway.page..", "io.helidon..", "java..", "org.jspecify..")
                .check(GATEWAY);
    }

    @Test
    void ordersSoundInPlainCode() {
        noClasses().that().resideInAPackage("..gateway.streaming..").should().dependOnClassesThat()
                .resideInAnyPackage("io.helidon..", "java.net..", "java.nio.file..").check(GATEWAY);
    }

    @Test
    void decidesInPlainCode() {
        for (var pure : new String[]{"PythonValues", "JobInput", "JobBody", "JobCounts", "KnownJob", "S3Config",
                "WebhookSignature", "HostAddresses",
                "Pauses", "JobIndex", "VoiceIndex", "LastEngine", "OpenPaths", "Multipart",
                "Policy", "Envelope", "JobId", "Fields", "JobOrder", "Fingerprint", "JobQuery", "JobView",
                "WebhookAddress", "SpeechBody", "Answers",
                "VoiceMap", "ByteRange", "ApiKeys", "Problem", "Json", "Waiting", "StatusIndex"}) {
            classes().that(simpleName(pure)).should().onlyDependOnClassesThat(
                    resideInAPackage("io.vibestream..").or(resideInAPackage("com.fasterxml.jackson.."))
                            .or(resideInAPackage("java.lang..")).or(resideInAPackage("java.util.."))
                            .or(resideInAPackage("java.time..")).or(resideInAPackage("java.math.."))
                            .or(resideInAPackage("java.nio")).or(resideInAPackage("java.nio.charset"))
                            .or(resideInAPackage("java.security")).or(simpleName("IOException"))
                            .or(simpleName("Serial")).or(simpleName("URI")).or(simpleName("URISyntaxException"))
                            .or(simpleName("URLEncoder")).or(simpleName("InetAddress"))
                            .or(simpleName("Inet4Address")).or(simpleName("Inet6Address"))
                            .or(resideInAPackage("javax.crypto.."))
                            .or(resideInAPackage("org.apache.avro")) // a record's fields, by their names
                            .or(resideInAPackage("org.jspecify..")))
                    .check(GATEWAY);
        }
    }
}
