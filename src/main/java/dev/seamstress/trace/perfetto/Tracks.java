package dev.seamstress.trace.perfetto;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tracks of a run, in an order of our own: actors as the scenario has them, each with its messages and its mode;
 * then locks, page-table entries of KVM's and of the TDX module's, counters. A track of an entry or a lock exists from
 * its first event on.
 */
final class Tracks {
    private static final int EXPLICIT = 3;
    private static final int LEXICOGRAPHIC = 1;
    private static final long ROOT = 0;
    static final long PROCESS = 1;
    private static final long LOCKS = 2;
    private static final long ENTRIES = 3;
    private static final long COUNTERS = 4;
    private static final long FIRST_ACTOR = 8;
    private static final int TRACKS_AN_ACTOR = 3;
    private static final int FIRST_TID = 1000;
    private static final int PID = 1;

    private final Packets packets;
    private final Map<String, Long> others = new TreeMap<>();
    private final Proto descriptor = new Proto();
    private final Proto part = new Proto();
    private long nextOther;

    /** A group of tracks beside the actors. */
    enum Group {
        LOCK(LOCKS, "locks"),
        ENTRY(ENTRIES, "page-table entries"),
        COUNTER(COUNTERS, "counters");

        private final long uuid;
        private final String title;

        Group(long uuid, String title) {
            this.uuid = uuid;
            this.title = title;
        }
    }

    Tracks(Packets packets) {
        this.packets = packets;
    }

    /** Tells the process and its actors. */
    void begin(String process, List<String> labels, List<String> actors) throws IOException {
        packets.track(descriptor.clear().number(1, ROOT).number(19, 1).number(20, 1));
        part.clear().number(1, PID).text(6, process);
        labels.forEach(label -> part.text(8, label));
        packets.track(descriptor
                .clear()
                .number(1, PROCESS)
                .text(2, process)
                .message(3, part)
                .number(11, EXPLICIT)
                .number(12, 0));
        for (int id = 0; id < actors.size(); id++) {
            part.clear().number(1, PID).number(2, FIRST_TID + id).text(5, actors.get(id));
            packets.track(descriptor
                    .clear()
                    .number(1, actor(id))
                    .text(2, actors.get(id))
                    .message(4, part)
                    .number(11, EXPLICIT)
                    .number(12, id));
            child(messages(id), actor(id), "messages", 1);
        }
        nextOther = actor(actors.size());
        int rank = actors.size();
        for (Group group : Group.values()) {
            packets.track(descriptor
                    .clear()
                    .number(1, group.uuid)
                    .text(2, group.title)
                    .number(5, PROCESS)
                    .number(11, LEXICOGRAPHIC)
                    .number(12, rank++));
        }
    }

    private void child(long uuid, long parent, String name, int rank) throws IOException {
        packets.track(descriptor
                .clear()
                .number(1, uuid)
                .text(2, name)
                .number(5, parent)
                .number(12, rank));
    }

    /** What an actor does. */
    static long actor(int id) {
        return FIRST_ACTOR + (long) TRACKS_AN_ACTOR * id;
    }

    /** The steps of an actor, each by the message that began it. */
    static long messages(int id) {
        return actor(id) + 1;
    }

    /** Whether a vCPU is in the guest. */
    long mode(int id) throws IOException {
        String name = "mode " + id;
        if (others.putIfAbsent(name, actor(id) + 2) == null) {
            packets.track(descriptor
                    .clear()
                    .number(1, actor(id) + 2)
                    .text(2, "mode")
                    .number(5, actor(id))
                    .number(12, 0)
                    .message(18, part.clear()));
        }
        return actor(id) + 2;
    }

    /** The track of that name in the group; told when it is new. */
    long of(Group group, String name) throws IOException {
        String key = group + name;
        Long known = others.get(key);
        if (known != null) {
            return known;
        }
        long uuid = nextOther++;
        others.put(key, uuid);
        descriptor.clear().number(1, uuid).text(2, name).number(5, group.uuid);
        if (group == Group.COUNTER) {
            descriptor.message(8, part.clear().number(3, 2));
        } else {
            descriptor.message(18, part.clear());
        }
        packets.track(descriptor);
        return uuid;
    }
}
