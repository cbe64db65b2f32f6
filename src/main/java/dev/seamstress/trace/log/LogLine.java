package dev.seamstress.trace.log;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.seamstress.core.machine.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One line of an event log after the other, taken apart. Fields that it does not know are passed over.
 *
 * <p>Shape: names and values of a line stand side by side, those of {@code args}, {@code words} and {@code names} in
 * lists of their own; a number is kept as its text.
 */
final class LogLine {
    /** The most actors that a run can have. */
    private static final int ACTORS_MAX = 1 << 16;

    private static final Map<String, Event> EVENTS = new TreeMap<>();

    static {
        Arrays.stream(Event.values()).forEach(event -> EVENTS.put(event.text(), event));
    }

    private final JsonParser json;
    private final Pairs fields = new Pairs();
    private final Pairs args = new Pairs();
    private final Pairs words = new Pairs();
    private final Pairs names = new Pairs();
    private final List<String> actors = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private int actorCount;
    private long line;

    /** What is read by {@code json} next. */
    LogLine(JsonParser json) {
        this.json = json;
    }

    /** Names and what they have, in the order of the line. */
    private static final class Pairs {
        private final List<String> names = new ArrayList<>();
        private final List<String> values = new ArrayList<>();

        void clear() {
            names.clear();
            values.clear();
        }

        void put(String name, String value) {
            names.add(name);
            values.add(value);
        }

        /** The value, or null. Lines are short. */
        String get(String name) {
            int index = names.indexOf(name);
            return index < 0 ? null : values.get(index);
        }
    }

    /** The entry of line {@code number}, of which the first token was read. */
    LogEntry read(long number) throws IOException {
        line = number;
        fields.clear();
        args.clear();
        words.clear();
        gone.clear();
        names.clear();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("a line is an object, `{`");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT) {
                object(objectOf(name));
            } else if (value == JsonToken.START_ARRAY) {
                array(
                        name.equals("actors") && actorCount == 0
                                ? actors
                                : name.equals("gone") ? gone : new ArrayList<>());
            } else {
                fields.put(name, json.getText());
            }
        }
        return entry();
    }

    private Pairs objectOf(String name) {
        return switch (name) {
            case "args" -> args;
            case "words" -> words;
            case "names" -> names;
            default -> new Pairs();
        };
    }

    private void object(Pairs into) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (!json.nextToken().isScalarValue()) {
                throw wrong("`" + name + "` is a number or a string");
            }
            into.put(name, json.getText());
        }
    }

    private void array(List<String> into) throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null || !json.currentToken().isScalarValue()) {
                throw wrong("an array has numbers or strings");
            } else if (into.size() == ACTORS_MAX) {
                throw wrong("an array has at most " + ACTORS_MAX + " elements");
            }
            into.add(json.getText());
        }
    }

    private LogReader.Unreadable wrong(String message) {
        return new LogReader.Unreadable(line, message);
    }

    private LogEntry entry() throws LogReader.Unreadable {
        String kind = text("t");
        return switch (kind) {
            case "head" -> head();
            case "sent" -> new LogEntry.Sent(step(), number("id"), actor("from"), actor("to"), text("text"));
            case "step" -> delivered();
            case "event" -> told();
            case "entry" -> stored();
            case "first" -> first();
            case "state" -> state();
            case "waiting" -> new LogEntry.Waiting((int) number("sent"), actor("actor"));
            case "broken" -> new LogEntry.Broken(step(), text("rule"), text("text"));
            case "end" -> new LogEntry.End(id("steps"), text("how"), text("digest"), number("dropped"));
            default -> throw wrong("no entry is called `" + kind + "` in version " + LogEntry.VERSION);
        };
    }

    private LogEntry head() throws LogReader.Unreadable {
        if (actorCount > 0) {
            throw wrong("a second head");
        } else if (number("version") < 1 || number("version") > LogEntry.VERSION) {
            throw wrong("a log of version " + number("version") + "; this seamstress reads versions 1 to "
                    + LogEntry.VERSION);
        } else if (number("ns_per_step") < 1) {
            throw wrong("`ns_per_step` is at least 1");
        } else if (actors.isEmpty()) {
            throw wrong("`actors` has 1 name at least");
        }
        actorCount = actors.size();
        return new LogEntry.Head(
                text("scenario"),
                text("hash"),
                text("model"),
                text("module"),
                text("driver"),
                text("reproducible").equals("true"),
                text("choices"),
                number("ns_per_step"),
                actors,
                fields.get("again") == null ? "" : text("again"),
                names());
    }

    private SortedMap<String, Long> names() throws LogReader.Unreadable {
        SortedMap<String, Long> gfns = new TreeMap<>();
        for (int i = 0; i < names.names.size(); i++) {
            String name = names.names.get(i);
            gfns.put(name, number(name, names.values.get(i)));
        }
        return gfns;
    }

    private LogEntry delivered() throws LogReader.Unreadable {
        boolean isContinue = fields.get("go") != null;
        String text = isContinue ? "continue" : text("text");
        return new LogEntry.Delivered(
                step(), number("id"), actor("from"), actor("to"), (int) number("sent"), isContinue, text);
    }

    private LogEntry told() throws LogReader.Unreadable {
        Event event = EVENTS.get(text("event"));
        if (event == null) {
            throw wrong("no event is called `" + text("event") + "`");
        }
        List<Long> numbers = new ArrayList<>(event.arity());
        List<String> meanings = new ArrayList<>(event.arity());
        for (int i = 0; i < event.arity(); i++) {
            String name = event.arg(i).name();
            String value = args.get(name);
            if (value == null) {
                throw wrong("`" + event.text() + "` has an argument `" + name + "`");
            }
            numbers.add(number(name, value));
            meanings.add(words.get(name));
        }
        return new LogEntry.Told(step(), actor("actor"), event, numbers, Collections.unmodifiableList(meanings));
    }

    private LogEntry first() throws LogReader.Unreadable {
        return new LogEntry.First(text("tree"), id("root"), number("gfn"), id("level"), number("value"), text("state"));
    }

    private LogEntry state() throws LogReader.Unreadable {
        Map<String, String> now = new LinkedHashMap<>();
        for (int i = 0; i < words.names.size(); i++) {
            now.put(words.names.get(i), words.values.get(i));
        }
        long step = number("step");
        return new LogEntry.State(step == -1 ? -1 : step(), actor("actor"), now, gone);
    }

    private LogEntry stored() throws LogReader.Unreadable {
        return new LogEntry.Entry(
                step(),
                actor("actor"),
                text("tree"),
                id("root"),
                number("gfn"),
                id("level"),
                number("old"),
                number("new"),
                text("state"));
    }

    private int step() throws LogReader.Unreadable {
        return id("step");
    }

    private int id(String name) throws LogReader.Unreadable {
        long number = number(name);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw wrong("`" + name + "` is a number from 0, not " + number);
        }
        return (int) number;
    }

    private int actor(String name) throws LogReader.Unreadable {
        int id = id(name);
        if (id >= actorCount) {
            throw wrong("`" + name + "` is " + id + ", and the log has " + actorCount + " actors");
        }
        return id;
    }

    private long number(String name) throws LogReader.Unreadable {
        return number(name, text(name));
    }

    private long number(String name, String text) throws LogReader.Unreadable {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text, 2, text.length(), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw wrong("`" + name + "` is a number, not `" + text + "`");
        }
    }

    private String text(String name) throws LogReader.Unreadable {
        String text = fields.get(name);
        if (text == null) {
            throw wrong("`" + name + "` is missing");
        }
        return text;
    }
}
