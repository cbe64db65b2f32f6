package dev.seamstress.trace.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of JSON Schema that the schema of the event log uses; what it does not know it refuses. */
public final class Schema {
    private static final List<String> KNOWN = List.of(
            "$schema",
            "title",
            "description",
            "oneOf",
            "type",
            "required",
            "properties",
            "additionalProperties",
            "items",
            "const",
            "enum",
            "minimum");

    private Schema() {}

    /** What is wrong with {@code value}; empty if nothing is. */
    public static List<String> problems(Map<String, Object> schema, Object value, String where) {
        List<String> problems = new ArrayList<>();
        for (String word : schema.keySet()) {
            if (!KNOWN.contains(word)) {
                throw new AssertionError("this test does not know `" + word + "`");
            }
        }
        if (schema.containsKey("const") && !schema.get("const").equals(value)) {
            problems.add(where + " is not " + schema.get("const"));
        }
        if (schema.containsKey("enum") && !list(schema, "enum").contains(value)) {
            problems.add(where + " is not one of " + schema.get("enum"));
        }
        if (schema.containsKey("minimum") && (Long) value < (Long) schema.get("minimum")) {
            problems.add(where + " is below " + schema.get("minimum"));
        }
        if (schema.containsKey("type") && !isOfType(schema.get("type"), value)) {
            problems.add(where + " is no " + schema.get("type"));
            return problems;
        }
        if (value instanceof Map<?, ?> object) {
            object(schema, object, where, problems);
        }
        if (value instanceof List<?> array && schema.containsKey("items")) {
            array.forEach(item -> problems.addAll(problems(map(schema, "items"), item, where + "[]")));
        }
        if (schema.containsKey("oneOf")) {
            oneOf(list(schema, "oneOf"), value, where, problems);
        }
        return problems;
    }

    private static void object(Map<String, Object> schema, Map<?, ?> object, String where, List<String> problems) {
        for (Object name : schema.containsKey("required") ? list(schema, "required") : List.of()) {
            if (!object.containsKey(name)) {
                problems.add(where + "." + name + " is missing");
            }
        }
        Map<String, Object> properties = schema.containsKey("properties") ? map(schema, "properties") : Map.of();
        object.forEach((name, inner) -> {
            if (properties.containsKey(name)) {
                problems.addAll(problems(map(properties, (String) name), inner, where + "." + name));
            } else if (schema.containsKey("additionalProperties")) {
                problems.addAll(problems(map(schema, "additionalProperties"), inner, where + "." + name));
            } else if (schema.containsKey("properties")) {
                problems.add(where + "." + name + " is not in the schema");
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static void oneOf(List<Object> all, Object value, String where, List<String> problems) {
        List<String> least = null;
        int matches = 0;
        for (Object each : all) {
            List<String> found = problems((Map<String, Object>) each, value, where);
            matches += found.isEmpty() ? 1 : 0;
            least = least == null || found.size() < least.size() ? found : least;
        }
        if (matches != 1) {
            problems.add(matches + " kinds match");
            problems.addAll(least);
        }
    }

    private static boolean isOfType(Object type, Object value) {
        if (type instanceof List<?> types) {
            return types.stream().anyMatch(each -> isOfType(each, value));
        }
        return switch ((String) type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            default -> throw new AssertionError("this test does not know the type `" + type + "`");
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> in, String name) {
        return (Map<String, Object>) in.get(name);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Map<String, Object> in, String name) {
        return (List<Object>) in.get(name);
    }
}
