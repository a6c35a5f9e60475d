package io.vibestream.synth.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One object of a config file. Collects what is wrong with it instead of stopping at the first problem. */
record ConfigSection(String path, JsonNode node, List<String> problems) {

    /** Far above every published model, and low enough that no product of a few of them overflows a long. */
    private static final int LARGEST = 1 << 20;

    /** The first of {@code names} that is there. */
    ConfigSection section(String... names) {
        for (var name : names) {
            if (node.path(name).isObject()) {
                return new ConfigSection(path + name + ".", node.get(name), problems);
            }
        }
        problems.add(path + String.join(" or ", names) + ": expected an object, found "
                + (node.has(names[0]) ? node.get(names[0]) : "nothing"));
        return new ConfigSection(path + names[0] + ".", node.path(names[0]), problems);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** A whole number of at least 1. */
    int size(String name) {
        return sizeOf(name, node.path(name));
    }

    int size(String name, int otherwise) {
        return has(name) ? size(name) : otherwise;
    }

    private int sizeOf(String name, JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 1
                && value.intValue() <= LARGEST) {
            return value.intValue();
        }
        problem(name, "a whole number from 1 to " + LARGEST, value);
        return 1;
    }

    /** A list of sizes, as JSON array or as one string with dashes. */
    List<Integer> sizes(String name) {
        var value = node.path(name);
        var sizes = new ArrayList<Integer>();
        if (value.isTextual() && value.textValue().matches("[1-9]\\d{0,5}(-[1-9]\\d{0,5})*")) {
            for (var part : value.textValue().split("-", -1)) {
                sizes.add(Integer.valueOf(part));
            }
        } else if (value.isArray() && !value.isEmpty()) {
            value.forEach(element -> sizes.add(sizeOf(name, element)));
        } else {
            problem(name, "a list of whole numbers", value);
            sizes.add(1);
        }
        return List.copyOf(sizes);
    }

    List<Integer> sizes(String name, List<Integer> otherwise) {
        return has(name) ? sizes(name) : otherwise;
    }

    /** A number above 0. */
    double positive(String name) {
        var value = node.path(name);
        if (value.isNumber() && value.doubleValue() > 0 && Double.isFinite(value.doubleValue())) {
            return value.doubleValue();
        }
        problem(name, "a number above 0", value);
        return 1;
    }

    double positive(String name, double otherwise) {
        return has(name) ? positive(name) : otherwise;
    }

    Optional<Boolean> flag(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!node.get(name).isBoolean()) {
            problem(name, "true or false", node.get(name));
        }
        return Optional.of(node.get(name).booleanValue());
    }

    /** A value that may be left out, but if it is there, must be one of those that this engine implements. */
    void only(String name, Object... values) {
        if (has(name)
                && List.of(values).stream().noneMatch(value -> value.toString().equals(node.get(name).asText()))) {
            problem(name, "one of " + List.of(values), node.get(name));
        }
    }

    void expect(boolean condition, String name, String expected) {
        if (!condition) {
            problem(name, expected, node.path(name));
        }
    }

    private void problem(String name, String expected, JsonNode found) {
        problems.add(path + name + ": expected " + expected + ", found "
                + (found.isMissingNode() ? "nothing" : found.toString()));
    }
}
