package dev.seamstress.trace.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.seamstress.core.machine.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * Writes an event log as JSON Lines: an object a line, its kind under {@code t}, as {@code event-log.schema.json} has
 * it. Registers, gfns and entries are strings of hexadecimal digits, since not every reader of JSON keeps 64 bits.
 */
public final class LogWriter implements LogSink, AutoCloseable {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    /** Writes to {@code out}, which {@link #close} closes. */
    public LogWriter(OutputStream out) throws IOException {
        this.json = FACTORY.createGenerator(out);
        json.setRootValueSeparator(new SerializedString("\n"));
    }

    @Override
    public void take(LogEntry entry) throws IOException {
        json.writeStartObject();
        if (entry instanceof LogEntry.Delivered delivered) {
            delivered(delivered);
        } else if (entry instanceof LogEntry.Told told) {
            told(told);
        } else if (entry instanceof LogEntry.Sent sent) {
            start("sent", sent.step());
            message(sent.id(), sent.from(), sent.to());
            json.writeStringField("text", sent.text());
        } else if (entry instanceof LogEntry.Entry stored) {
            entry(stored);
        } else if (entry instanceof LogEntry.State state) {
            state(state);
        } else if (entry instanceof LogEntry.Broken broken) {
            start("broken", broken.step());
            json.writeStringField("rule", broken.rule());
            json.writeStringField("text", broken.text());
        } else if (entry instanceof LogEntry.First first) {
            first(first);
        } else if (entry instanceof LogEntry.Waiting waiting) {
            json.writeStringField("t", "waiting");
            json.writeNumberField("actor", waiting.actor());
            json.writeNumberField("sent", waiting.sentStep());
        } else if (entry instanceof LogEntry.Head head) {
            head(head);
        } else {
            end((LogEntry.End) entry);
        }
        json.writeEndObject();
    }

    private void start(String kind, int step) throws IOException {
        json.writeStringField("t", kind);
        json.writeNumberField("step", step);
    }

    private void message(long id, int from, int to) throws IOException {
        json.writeNumberField("id", id);
        json.writeNumberField("from", from);
        json.writeNumberField("to", to);
    }

    private void hex(String name, long value) throws IOException {
        json.writeStringField(name, "0x" + Long.toHexString(value));
    }

    private void head(LogEntry.Head head) throws IOException {
        json.writeStringField("t", "head");
        json.writeNumberField("version", LogEntry.VERSION);
        json.writeStringField("scenario", head.scenario());
        json.writeStringField("hash", head.hash());
        json.writeStringField("model", head.model());
        json.writeStringField("module", head.module());
        json.writeStringField("driver", head.driver());
        json.writeBooleanField("reproducible", head.isReproducible());
        json.writeStringField("choices", head.choices());
        json.writeNumberField("ns_per_step", head.nsPerStep());
        json.writeArrayFieldStart("actors");
        for (String actor : head.actors()) {
            json.writeString(actor);
        }
        json.writeEndArray();
        if (!head.again().isEmpty()) {
            json.writeStringField("again", head.again());
        }
        if (!head.names().isEmpty()) {
            json.writeObjectFieldStart("names");
            for (Map.Entry<String, Long> name : head.names().entrySet()) {
                hex(name.getKey(), name.getValue());
            }
            json.writeEndObject();
        }
    }

    private void first(LogEntry.First first) throws IOException {
        json.writeStringField("t", "first");
        place(first.tree(), first.root(), first.gfn(), first.level());
        hex("value", first.value());
        json.writeStringField("state", first.state());
    }

    private void place(String tree, int root, long gfn, int level) throws IOException {
        json.writeStringField("tree", tree);
        json.writeNumberField("root", root);
        hex("gfn", gfn);
        json.writeNumberField("level", level);
    }

    private void delivered(LogEntry.Delivered delivered) throws IOException {
        start("step", delivered.step());
        message(delivered.id(), delivered.from(), delivered.to());
        json.writeNumberField("sent", delivered.sentStep());
        if (delivered.isContinue()) {
            json.writeBooleanField("go", true);
        } else {
            json.writeStringField("text", delivered.text());
        }
    }

    private void told(LogEntry.Told told) throws IOException {
        start("event", told.step());
        json.writeNumberField("actor", told.actor());
        json.writeStringField("event", told.event().text());
        if (told.numbers().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("args");
        for (int i = 0; i < told.numbers().size(); i++) {
            Event.Arg arg = told.event().arg(i);
            if (arg.form() == Event.Arg.Form.HEX) {
                hex(arg.name(), told.numbers().get(i));
            } else {
                json.writeNumberField(arg.name(), told.numbers().get(i));
            }
        }
        json.writeEndObject();
        words(told);
    }

    private void words(LogEntry.Told told) throws IOException {
        boolean isOpen = false;
        for (int i = 0; i < told.numbers().size(); i++) {
            if (told.words().get(i) != null) {
                if (!isOpen) {
                    json.writeObjectFieldStart("words");
                    isOpen = true;
                }
                json.writeStringField(told.event().arg(i).name(), told.words().get(i));
            }
        }
        if (isOpen) {
            json.writeEndObject();
        }
    }

    private void entry(LogEntry.Entry entry) throws IOException {
        start("entry", entry.step());
        json.writeNumberField("actor", entry.actor());
        place(entry.tree(), entry.root(), entry.gfn(), entry.level());
        hex("old", entry.old());
        hex("new", entry.next());
        json.writeStringField("state", entry.state());
    }

    private void state(LogEntry.State state) throws IOException {
        start("state", state.step());
        json.writeNumberField("actor", state.actor());
        json.writeObjectFieldStart("words");
        for (Map.Entry<String, String> word : state.words().entrySet()) {
            json.writeStringField(word.getKey(), word.getValue());
        }
        json.writeEndObject();
        if (!state.gone().isEmpty()) {
            json.writeArrayFieldStart("gone");
            for (String name : state.gone()) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
    }

    private void end(LogEntry.End end) throws IOException {
        json.writeStringField("t", "end");
        json.writeNumberField("steps", end.steps());
        json.writeStringField("how", end.how());
        json.writeStringField("digest", end.digest());
        json.writeNumberField("dropped", end.dropped());
    }

    /** Ends the last line and closes the stream. */
    @Override
    public void close() throws IOException {
        json.writeRaw('\n');
        json.close();
    }
}
