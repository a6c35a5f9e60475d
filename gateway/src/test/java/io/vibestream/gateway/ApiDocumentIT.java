package io.vibestream.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.HttpRules;
import io.vibestream.gateway.http.Json;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /openapi.json} says what is served, all of it and nothing else. */
class ApiDocumentIT {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "head", "patch", "options");
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    @TempDir
    private Path directory;
    private TestGateway gateway;
    private JsonNode document;

    @BeforeEach
    void start() {
        // With keys, which the document needs none of, and with links, without which there are no audio files.
        gateway = new TestGateway(directory, Map.of("API_KEYS", "sesame", "LINK_SECRET", "0123456789abcdef"));
        document = Json.parse(gateway.get("/openapi.json").body().getBytes(UTF_8));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void namesEveryRouteThatIsServed() {
        var described = described();

        for (var route : served()) {
            if (route.endsWith("*")) {
                var prefix = route.substring(route.indexOf(' '), route.length() - 1);
                assertThat(described).as(route).anyMatch(name -> name.contains(prefix));
            } else if (route.contains(" /page/")) {
                assertThat(described).contains("get /page/{file}");
            } else if (route.startsWith("any ")) {
                assertThat(described).as(route).anyMatch(name -> name.contains(route.substring(3)));
            } else {
                assertThat(described).contains(route);
            }
        }
    }

    @Test
    void namesNothingThatIsNotServed() {
        var served = served();

        for (var name : described()) {
            var path = name.substring(name.indexOf(' ') + 1);
            assertThat(served).as(name).anyMatch(route -> route.equals(name) || route.equals("any " + path)
                    || (route.startsWith("any ") && route.endsWith("/*")
                            && path.startsWith(route.substring(4, route.length() - 1)))
                    || (path.equals("/page/{file}") && route.startsWith("get /page/")));
        }
    }

    @Test
    void declaresEveryParameterOfAPathAndEveryOperationOnce() {
        var ids = new ArrayList<String>();
        document.path("paths").propertyStream().forEach(path -> path.getValue().propertyStream()
                .filter(entry -> METHODS.contains(entry.getKey())).forEach(operation -> {
                    ids.add(operation.getValue().path("operationId").textValue());
                    var declared = Stream.of(path.getValue(), operation.getValue())
                            .flatMap(place -> place.path("parameters").valueStream()).map(this::resolved)
                            .filter(parameter -> parameter.path("in").textValue().equals("path"))
                            .map(parameter -> parameter.path("name").textValue()).toList();
                    assertThat(declared).as(path.getKey()).containsExactlyInAnyOrderElementsOf(
                            PARAMETER.matcher(path.getKey()).results().map(found -> found.group(1)).toList());
                }));

        assertThat(ids).doesNotHaveDuplicates().doesNotContainNull().hasSizeGreaterThan(50);
    }

    @Test
    void pointsAtNothingThatIsNotThere() {
        var references = document.findValuesAsText("$ref");

        assertThat(references).isNotEmpty().allSatisfy(
                reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
    }

    /** What the body of a job may have, as its reader says when it is asked for something else. */
    @Test
    void knowsTheFieldsOfAJob() {
        var properties = document.at("/components/schemas/NewJob/properties").propertyStream().map(Map.Entry::getKey)
                .sorted().toList();

        var answer = gateway.post("/v1/jobs", "{\"unknown\":1}", "Authorization", "Bearer sesame").body();

        assertThat(answer).contains("Known are: " + String.join(", ", properties) + "\"");
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
    }

    private Set<String> described() {
        var names = new TreeSet<String>();
        document.path("paths").propertyStream().forEach(path -> path.getValue().propertyStream().map(Map.Entry::getKey)
                .filter(METHODS::contains).forEach(method -> names.add(method + " " + path.getKey())));
        return names;
    }

    /** Asks every service for its routes, as the server does. */
    private List<String> served() {
        var routes = new ArrayList<String>();
        var rules = (HttpRules) Proxy.newProxyInstance(HttpRules.class.getClassLoader(),
                new Class<?>[]{HttpRules.class},
                (proxy, method, arguments) -> {
                    assertThat(arguments[0]).as("a route of %s", method.getName()).isInstanceOf(String.class);
                    routes.add(method.getName() + " " + arguments[0]);
                    return proxy;
                });
        gateway.routes().forEach(service -> service.routing(rules));
        assertThat(routes).hasSizeGreaterThan(50);
        return routes;
    }
}
