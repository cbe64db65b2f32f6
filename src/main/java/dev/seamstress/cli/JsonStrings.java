package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Lists of texts in a JSON object. */
final class JsonStrings {
    private JsonStrings() {}

    /** The field {@code name}, an array of {@code texts}. */
    static void write(JsonGenerator json, String name, Iterable<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
