package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.decode.Decoded;
import dev.seamstress.decode.Explained;
import dev.seamstress.decode.Explained.Word;
import dev.seamstress.decode.Field;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

/** What words mean, for programs. Words are strings, for they do not fit into the numbers of every reader. */
final class DecodeJson {
    private DecodeJson() {}

    static String of(Explained one) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("line", one.line());
            json.writeNumberField("column", one.column());
            json.writeStringField("text", one.text());
            json.writeNumberField("times", one.times());
            if (!one.call().isEmpty()) {
                json.writeObjectFieldStart("call");
                json.writeStringField("name", one.call());
                if (one.number() >= 0) {
                    json.writeNumberField("leaf", one.number());
                }
                json.writeEndObject();
            }
            json.writeStringField("summary", one.summary());
            json.writeArrayFieldStart("words");
            for (Word word : one.words()) {
                word(json, word);
            }
            json.writeEndArray();
            if (one.isComplaint()) {
                complaints(json, Complaint.of(one.call()));
            } else {
                seen(json, Sightings.of(one).runs());
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void complaints(JsonGenerator json, List<Complaint> complaints) throws IOException {
        json.writeArrayFieldStart("complaints");
        for (Complaint complaint : complaints) {
            json.writeStartObject();
            json.writeStringField("name", complaint.name());
            json.writeStringField("text", complaint.text());
            seen(json, Sightings.of(complaint));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void seen(JsonGenerator json, List<Sighting> runs) throws IOException {
        json.writeArrayFieldStart("seen");
        for (Sighting run : runs) {
            json.writeStartObject();
            json.writeStringField("call", run.name());
            json.writeStringField("status", String.format(Locale.ROOT, "0x%016x", run.status()));
            json.writeBooleanField("bug", run.end() == Sighting.End.BUG);
            json.writeStringField("by", run.how().name().toLowerCase(Locale.ROOT));
            json.writeStringField("command", "./seamstress run " + run.command());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void word(JsonGenerator json, Word word) throws IOException {
        json.writeStartObject();
        if (!word.name().isEmpty()) {
            json.writeStringField("name", word.name());
        }
        json.writeStringField("value", String.format(Locale.ROOT, "0x%016x", word.value()));
        json.writeBooleanField("certain", word.isCertain());
        json.writeArrayFieldStart("readings");
        for (Decoded reading : word.readings()) {
            reading(json, reading);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("refused");
        for (Decoded refused : word.refused()) {
            json.writeStartObject();
            json.writeStringField("as", refused.reading().id());
            oddities(json, refused);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void reading(JsonGenerator json, Decoded reading) throws IOException {
        json.writeStartObject();
        json.writeStringField("as", reading.reading().id());
        json.writeStringField("name", reading.name());
        json.writeStringField("sentence", reading.sentence());
        json.writeArrayFieldStart("fields");
        for (Field field : reading.fields()) {
            json.writeStartObject();
            json.writeStringField("bits", field.bits());
            json.writeStringField("name", field.name());
            json.writeStringField("value", field.value());
            json.writeStringField("meaning", field.meaning());
            json.writeEndObject();
        }
        json.writeEndArray();
        oddities(json, reading);
        json.writeEndObject();
    }

    private static void oddities(JsonGenerator json, Decoded reading) throws IOException {
        JsonStrings.write(json, "oddities", reading.oddities());
    }
}
