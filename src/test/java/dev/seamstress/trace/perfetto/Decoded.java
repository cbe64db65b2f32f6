package dev.seamstress.trace.perfetto;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Perfetto trace, read by another library than the one that wrote it: fields by their numbers in the protos. */
public final class Decoded {
    /** A track as it was told. */
    public record Track(String name, long parent, int order, int rank, boolean isState, boolean isCounter) {}

    /** A track event. */
    public record Told(
            long timestamp,
            int type,
            long track,
            String name,
            List<Long> flows,
            List<Long> endOfFlows,
            long correlation,
            Map<String, Object> arguments) {}

    public final Map<Long, Track> tracks = new TreeMap<>();
    public final List<Told> events = new ArrayList<>();
    public final List<String> labels = new ArrayList<>();
    private final Map<Long, String> names = new TreeMap<>();
    private final Map<Long, String> argumentNames = new TreeMap<>();
    private final Map<Long, String> texts = new TreeMap<>();

    /** Errors: an AssertionError for what no trace may have. */
    public static Decoded of(byte[] bytes) {
        try {
            Decoded decoded = new Decoded();
            UnknownFieldSet file = UnknownFieldSet.parseFrom(bytes);
            if (!file.asMap().keySet().equals(java.util.Set.of(1))) {
                throw new AssertionError(
                        "a trace is packets, and has " + file.asMap().keySet());
            }
            boolean isFirst = true;
            for (ByteString packet : file.getField(1).getLengthDelimitedList()) {
                decoded.packet(UnknownFieldSet.parseFrom(packet), isFirst);
                isFirst = false;
            }
            return decoded;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static long number(UnknownFieldSet message, int field, long absent) {
        List<Long> values = message.getField(field).getVarintList();
        return values.isEmpty() ? absent : values.get(values.size() - 1);
    }

    private static String text(UnknownFieldSet message, int field) {
        List<ByteString> values = message.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? null : values.get(0).toStringUtf8();
    }

    private static UnknownFieldSet inner(UnknownFieldSet message, int field) throws InvalidProtocolBufferException {
        List<ByteString> values = message.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? null : UnknownFieldSet.parseFrom(values.get(0));
    }

    private void packet(UnknownFieldSet packet, boolean isFirst) throws InvalidProtocolBufferException {
        require(number(packet, 10, 0) == 1, "a packet without its sequence");
        boolean isNamed = packet.hasField(12)
                || packet.hasField(11)
                        && (inner(packet, 11).hasField(10) || inner(packet, 11).hasField(4));
        require(number(packet, 13, 0) == (isFirst ? 3 : isNamed ? 2 : 0), "wrong sequence flags");
        require((number(packet, 87, 0) == 1) == isFirst, "wrong mark of the first packet");
        UnknownFieldSet interned = inner(packet, 12);
        if (interned != null) {
            intern(interned, 2, names);
            intern(interned, 3, argumentNames);
            intern(interned, 29, texts);
        }
        UnknownFieldSet descriptor = inner(packet, 60);
        if (descriptor != null) {
            track(descriptor);
        }
        UnknownFieldSet event = inner(packet, 11);
        if (event != null) {
            event(event, number(packet, 8, -1));
        }
    }

    private static void intern(UnknownFieldSet interned, int field, Map<Long, String> into)
            throws InvalidProtocolBufferException {
        for (ByteString bytes : interned.getField(field).getLengthDelimitedList()) {
            UnknownFieldSet entry = UnknownFieldSet.parseFrom(bytes);
            String before = into.put(number(entry, 1, 0), text(entry, 2));
            require(before == null, "a number that is interned twice");
        }
    }

    private void track(UnknownFieldSet descriptor) throws InvalidProtocolBufferException {
        long uuid = number(descriptor, 1, -1);
        UnknownFieldSet process = inner(descriptor, 3);
        if (process != null) {
            process.getField(8).getLengthDelimitedList().forEach(label -> labels.add(label.toStringUtf8()));
        }
        Track track = new Track(
                text(descriptor, 2),
                number(descriptor, 5, 0),
                (int) number(descriptor, 11, 0),
                (int) number(descriptor, 12, -1),
                descriptor.hasField(18),
                descriptor.hasField(8));
        require(uuid == 0 || track.name() != null, "a track without a name");
        require(track.parent() == 0 || tracks.containsKey(track.parent()), "a track before its parent");
        require(tracks.put(uuid, track) == null, "a track that is told twice");
    }

    private void event(UnknownFieldSet event, long timestamp) throws InvalidProtocolBufferException {
        long track = number(event, 11, -1);
        require(tracks.containsKey(track), "an event on a track that was not told");
        require(timestamp >= 0, "an event without a time");
        long id = number(event, 10, 0);
        require(id == 0 || names.containsKey(id), "a name that was not interned");
        Map<String, Object> arguments = new TreeMap<>();
        for (ByteString bytes : event.getField(4).getLengthDelimitedList()) {
            UnknownFieldSet annotation = UnknownFieldSet.parseFrom(bytes);
            String name = argumentNames.get(number(annotation, 1, 0));
            require(name != null, "an argument whose name was not interned");
            String text = annotation.hasField(17) ? texts.get(number(annotation, 17, 0)) : text(annotation, 6);
            arguments.put(name, text == null ? number(annotation, 7, 0) : text);
        }
        events.add(new Told(
                timestamp,
                (int) number(event, 9, 0),
                track,
                names.getOrDefault(id, ""),
                event.getField(47).getFixed64List(),
                event.getField(48).getFixed64List(),
                number(event, 52, 0),
                arguments));
    }

    private static void require(boolean is, String otherwise) {
        if (!is) {
            throw new AssertionError(otherwise);
        }
    }
}
