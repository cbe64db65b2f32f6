package dev.seamstress.trace.perfetto;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * The packets of a trace: one sequence, names interned.
 *
 * <p>Shape: a name has its number from its first use on; the packet that uses it first says so. Tracks are told before
 * their first event.
 *
 * <p>Source: protos/perfetto/trace/trace_packet.proto, track_event/track_event.proto,
 * track_event/track_descriptor.proto of Perfetto v57.
 */
final class Packets {
    static final int SLICE_BEGIN = 1;
    static final int SLICE_END = 2;
    static final int INSTANT = 3;
    static final int COUNTER = 4;
    static final int STATE = 5;

    private static final int FILE_PACKET = 1;
    private static final int TIMESTAMP = 8;
    private static final int SEQUENCE_ID = 10;
    private static final int TRACK_EVENT = 11;
    private static final int INTERNED_DATA = 12;
    private static final int SEQUENCE_FLAGS = 13;
    private static final int TRACK_DESCRIPTOR = 60;
    private static final int FIRST_PACKET = 87;
    private static final int CLEARED_AND_NEEDED = 3;
    private static final int NEEDED = 2;

    /** How many texts get a number; later ones are written out, so that memory stays bounded. */
    private static final int TEXTS_MAX = 1 << 16;

    private final OutputStream out;
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<String, Integer> argumentNames = new HashMap<>();
    private final Map<String, Integer> texts = new HashMap<>();
    private final Proto packet = new Proto();
    private final Proto file = new Proto();
    private final Proto event = new Proto();
    private final Proto interned = new Proto();
    private final Proto inner = new Proto();
    private final Proto annotation = new Proto();
    private boolean isFirst = true;
    private boolean isNamed;

    Packets(OutputStream out) {
        this.out = out;
    }

    /** Tells a track. */
    void track(Proto descriptor) throws IOException {
        isNamed = false;
        begin();
        packet.message(TRACK_DESCRIPTOR, descriptor);
        end();
    }

    private void begin() {
        packet.clear().number(SEQUENCE_ID, 1);
        if (isFirst) {
            packet.number(SEQUENCE_FLAGS, CLEARED_AND_NEEDED).number(FIRST_PACKET, 1);
        } else if (isNamed) {
            packet.number(SEQUENCE_FLAGS, NEEDED);
        }
        isFirst = false;
    }

    private void end() throws IOException {
        file.clear().message(FILE_PACKET, packet).writeTo(out);
    }

    /** Begins an event; what belongs to it follows, and {@link #send} ends it. */
    Packets event(int type, long track) {
        event.clear().number(9, type).number(11, track);
        interned.clear();
        isNamed = false;
        return this;
    }

    Packets name(String name) {
        event.number(10, intern(names, 2, name));
        return this;
    }

    private int intern(Map<String, Integer> known, int field, String name) {
        isNamed = true;
        Integer id = known.get(name);
        if (id == null) {
            id = known.size() + 1;
            known.put(name, id);
            interned.message(field, inner.clear().number(1, id).text(2, name));
        }
        return id;
    }

    Packets value(long value) {
        event.number(30, value);
        return this;
    }

    Packets flow(long id) {
        event.fixed64(47, id);
        return this;
    }

    Packets endOfFlow(long id) {
        event.fixed64(48, id);
        return this;
    }

    /** Slices of one fault are shown together. */
    Packets correlation(long id) {
        event.number(52, id);
        return this;
    }

    Packets argument(String name, String value) {
        annotation.clear().number(1, intern(argumentNames, 3, name));
        if (texts.size() < TEXTS_MAX || texts.containsKey(value)) {
            annotation.number(17, intern(texts, 29, value));
        } else {
            annotation.text(6, value);
        }
        event.message(4, annotation);
        return this;
    }

    /** A number that is shown in hexadecimal digits. */
    Packets pointer(String name, long value) {
        int id = intern(argumentNames, 3, name);
        event.message(4, annotation.clear().number(1, id).number(7, value));
        return this;
    }

    void send(long timestamp) throws IOException {
        begin();
        packet.number(TIMESTAMP, timestamp);
        if (interned.size() > 0) {
            packet.message(INTERNED_DATA, interned);
        }
        packet.message(TRACK_EVENT, event);
        end();
    }
}
