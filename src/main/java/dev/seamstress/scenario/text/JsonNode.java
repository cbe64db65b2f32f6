package dev.seamstress.scenario.text;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.parse.Limits;
import dev.seamstress.scenario.text.JsonValue.Bad;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** An object that is a node of the tree: its keys are asked for one by one, and then none may be left. */
final class JsonNode {
    /** What the lexer takes for a word, a level or the name of a claim. */
    private static final Pattern WORD = Pattern.compile(
            "#?[A-Za-z_][A-Za-z0-9_]*([.-][A-Za-z0-9][A-Za-z0-9_]*)*(#[0-9]+)?|[0-9]+[KMG]|[0-9]+(\\.[0-9]+){2}");

    private static final long VALUE_MAX = 1L << 52;

    private final JsonValue value;
    private final String type;
    private final TreeSet<String> asked = new TreeSet<>(List.of("type"));

    /** The node that {@code value} is. Errors: Bad if it is no object. */
    JsonNode(JsonValue value, String what) throws Bad {
        if (value.fields() == null) {
            throw new Bad(value.at(), what + " is due here", "an object with a `type`");
        }
        this.value = value;
        JsonValue name = value.fields().get("type");
        this.type = name != null && name.plain() instanceof String text ? text : "";
    }

    String type() {
        return type;
    }

    At at() {
        return value.at();
    }

    /** Requires the type. */
    void require(String required) throws Bad {
        if (!type.equals(required)) {
            throw new Bad(
                    at(), "a node of type `" + required + "` is due here", type.isEmpty() ? "it has no `type`" : null);
        }
    }

    /** The error for a type that may not stand here. */
    Bad unexpected(String what) {
        return new Bad(at(), what + " is due here, not `" + type.replaceAll("[^ -~]", "?") + "`", null);
    }

    /** Requires that every key was asked for. */
    void end() throws Bad {
        for (String key : value.fields().keySet()) {
            if (!asked.contains(key)) {
                throw new Bad(
                        value.fields().get(key).at(),
                        "`" + type + "` has no key `" + key.replaceAll("[^ -~]", "?") + "`",
                        null);
            }
        }
    }

    /** The value of {@code key}, or null if it is absent or null. */
    JsonValue get(String key) {
        asked.add(key);
        JsonValue found = value.fields().get(key);
        return found == null || found.isNull() ? null : found;
    }

    private JsonValue need(String key) throws Bad {
        JsonValue found = get(key);
        if (found == null) {
            throw new Bad(at(), "`" + type + "` needs `" + key + "`", null);
        }
        return found;
    }

    JsonValue needValue(String key) throws Bad {
        return need(key);
    }

    Name name(String key) throws Bad {
        return name(need(key));
    }

    Name nameOrNull(String key) throws Bad {
        JsonValue found = get(key);
        return found == null ? null : name(found);
    }

    static Name name(JsonValue value) throws Bad {
        if (!(value.plain() instanceof String text)
                || !WORD.matcher(text).matches()
                || text.length() > Limits.NAME_CHARS) {
            throw new Bad(value.at(), "a word is due here", "letters, digits, `_`, at most 64 of them");
        }
        return new Name(text, value.at());
    }

    List<Name> names(String key) throws Bad {
        List<Name> names = new ArrayList<>();
        for (JsonValue item : items(key)) {
            names.add(name(item));
        }
        return names;
    }

    /** The items of an array; none if it is absent. */
    List<JsonValue> items(String key) throws Bad {
        JsonValue found = get(key);
        if (found == null) {
            return List.of();
        }
        if (found.items() == null) {
            throw new Bad(found.at(), "`" + key + "` is an array", null);
        }
        return found.items();
    }

    Num number(String key) throws Bad {
        return number(need(key));
    }

    Num numberOrNull(String key) throws Bad {
        JsonValue found = get(key);
        return found == null ? null : number(found);
    }

    static Num number(JsonValue value) throws Bad {
        long number = plainNumber(value);
        return Num.of(number, Long.toString(number), value.at());
    }

    static long plainNumber(JsonValue value) throws Bad {
        if (!(value.plain() instanceof Long number) || number > VALUE_MAX) {
            throw new Bad(value.at(), "a number is due here", "integers are 0 to 2^52");
        }
        return number;
    }

    boolean flag(String key) throws Bad {
        JsonValue found = get(key);
        if (found == null) {
            return false;
        }
        if (!(found.plain() instanceof Boolean flag)) {
            throw new Bad(found.at(), "`" + key + "` is true or false", null);
        }
        return flag;
    }
}
