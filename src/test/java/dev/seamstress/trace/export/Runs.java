package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.engine.Engine;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.model.handshake.Narrator;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.SplitMix64;
import dev.seamstress.trace.Recording;
import java.util.ArrayList;
import java.util.List;

/** Runs to draw: the small model's, and made-up ones of any size. */
final class Runs {
    static final EventWords WORDS = new EnumWords()
            .with("lock", "mmu_lock", "slots_lock", "pages_lock")
            .with("mode", Grant.Mode.values())
            .with("call", Narrator.CALLS.toArray(new String[0]))
            .with("why", "FROZEN", "STALE");
    static final Title TITLE = new Title("handshake", "engine", "kvm-6.16, module 1.5.01", "seed 7");

    private Runs() {}

    static Actors actors(Handshake model) {
        return Actors.of(model.assembly());
    }

    static Recording handshake(Handshake model, long seed) {
        Recording recording = new Recording(Integer.MAX_VALUE);
        Assembly assembly = model.assembly();
        Engine engine = new Engine(assembly, false);
        engine.setSink(new Narrator(recording));
        engine.run(new RandomWalk(seed), Integer.MAX_VALUE);
        return recording;
    }

    static Actors many(int count) {
        List<String> names = new ArrayList<>();
        for (int id = 0; id < count - 2; id++) {
            names.add("P" + id);
        }
        names.add("mmu");
        names.add("tdx");
        return new Actors(names);
    }

    /** Every kind of event, with numbers as long as they get, by machines below {@code active}. */
    static Recording everything(int active, int events, long seed) {
        Recording recording = new Recording(Integer.MAX_VALUE);
        SplitMix64 random = new SplitMix64(seed);
        Event[] kinds = Event.values();
        for (int i = 0; i < events; i++) {
            Event event = kinds[i % kinds.length];
            int actor = random.below(active);
            long large = random.next() | 1L << 63;
            recording.event(i / 2, actor, event, 0, 1, large, large);
        }
        return recording;
    }

    static String columns(Actors actors, Recording recording) {
        StringBuilder out = new StringBuilder();
        new Columns(actors, WORDS, Ink.PLAIN).write(recording, TITLE, out);
        return out.toString();
    }
}
