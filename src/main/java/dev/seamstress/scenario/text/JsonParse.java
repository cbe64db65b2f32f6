package dev.seamstress.scenario.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.text.JsonValue.Bad;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a JSON text into values, within bounds. */
final class JsonParse {
    /** Deeper than any scenario; what nests more is refused before anything recurses over it. */
    private static final int DEPTH_MAX = 300;

    /** Longer than any number of a scenario. */
    private static final int DIGITS_MAX = 16;

    private static final int REASON_MAX = 100;

    private final String text;
    private final JsonPlaces places;

    JsonParse(String text) {
        this.text = text;
        this.places = new JsonPlaces(text);
    }

    JsonValue parse() throws Bad {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build())
                .build();
        try (JsonParser parser = factory.createParser(text)) {
            parser.nextToken();
            JsonValue value = value(parser);
            if (parser.nextToken() != null) {
                throw new Bad(at(parser), "something stands behind the scenario", "a JSON scenario is one object");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new Bad(places.at(e.getLocation(), 1), "this is not JSON: " + reason(e), null);
        } catch (IOException e) {
            throw new Bad(At.of(1, 1, 1), "this is not JSON", null);
        }
    }

    /** The parser's message without its advice and without what it quotes of the text. */
    private static String reason(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        int cut = line.indexOf(" (");
        String first = (cut < 0 ? line : line.substring(0, cut)).replaceAll("[^ -~]", "?");
        return first.substring(0, Math.min(first.length(), REASON_MAX));
    }

    private JsonValue value(JsonParser parser) throws IOException, Bad {
        At at = at(parser);
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new Bad(at, "the JSON ends too early", null);
        }
        return switch (token) {
            case START_OBJECT -> object(parser, at);
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield new JsonValue(at, null, null, items);
            }
            case VALUE_STRING -> new JsonValue(at, parser.getText(), null, null);
            case VALUE_NUMBER_INT -> number(parser, at);
            case VALUE_TRUE -> new JsonValue(at, true, null, null);
            case VALUE_FALSE -> new JsonValue(at, false, null, null);
            case VALUE_NULL -> new JsonValue(at, null, null, null);
            default -> throw new Bad(at, "a scenario has no such JSON value", "numbers are integers");
        };
    }

    private JsonValue object(JsonParser parser, At at) throws IOException, Bad {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new JsonValue(at, null, fields, null);
    }

    private static JsonValue number(JsonParser parser, At at) throws IOException, Bad {
        String digits = parser.getText();
        if (digits.length() > DIGITS_MAX || digits.startsWith("-")) {
            throw new Bad(at, "this number is out of range", "integers are 0 to 2^52");
        }
        return new JsonValue(at, Long.parseLong(digits), null, null);
    }

    private At at(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        boolean isScalar = token != null && token.isScalarValue();
        int quotes = token == JsonToken.VALUE_STRING ? 2 : 0;
        int length = isScalar ? parser.getTextLength() + quotes : 1;
        return places.at(parser.currentTokenLocation(), length);
    }
}
