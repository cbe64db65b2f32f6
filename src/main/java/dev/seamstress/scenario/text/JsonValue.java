package dev.seamstress.scenario.text;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Problem;
import java.util.List;
import java.util.Map;

/**
 * A JSON value and its place.
 *
 * <p>Shape: {@code plain} is a String, a Long, a Boolean, or null for a JSON null; {@code fields} is null but for an
 * object, {@code items} but for an array.
 */
record JsonValue(At at, Object plain, Map<String, JsonValue> fields, List<JsonValue> items) {
    /** What is wrong with the text, thrown where it is met and caught by the reader. */
    static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Bad(At at, String message, String hint) {
            super(message, null, false, false);
            this.problem = Problem.error(at, message, hint);
        }

        Problem problem() {
            return problem;
        }
    }

    /** Reads one value and nothing behind it. Errors: Bad, with the place. */
    static JsonValue parse(String text) throws Bad {
        return new JsonParse(text).parse();
    }

    boolean isNull() {
        return plain == null && fields == null && items == null;
    }
}
