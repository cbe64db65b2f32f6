package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Threads that raise one word under a lock: readers by compare-and-set, writers by plain stores, as with mmu_lock. */
final class LockToys {
    private static final int LOCK = 0;
    private static final int OWNER = 0;

    private LockToys() {}

    /** A request, or a release. */
    record Ask(Grant.Mode mode, boolean isRelease) implements Message {
        @Override
        public long content() {
            return Mix.mix(Mix.tag("Ask"), mode.ordinal(), isRelease ? 1 : 0);
        }
    }

    /** The answer. */
    record Given(Grant grant) implements Grant.Given {
        @Override
        public long content() {
            return Mix.mix(Mix.tag("Given"), grant.content());
        }
    }

    /** A lock: first come, first served; readers share. */
    static final class Lock extends Machine {
        private final ArrayDeque<Grant> waiting = new ArrayDeque<>();
        private int readers;
        private int writers;

        Lock() {
            super(OWNER, "lock");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            Ask ask = (Ask) message;
            int change = ask.isRelease() ? -1 : 0;
            if (ask.mode() == Grant.Mode.READ) {
                readers += change;
            } else {
                writers += change;
            }
            if (!ask.isRelease()) {
                waiting.add(new Grant(LOCK, ask.mode(), from));
            }
            while (!waiting.isEmpty()
                    && writers == 0
                    && (readers == 0 || !waiting.peek().isExclusive())) {
                Grant next = waiting.remove();
                readers += next.isExclusive() ? 0 : 1;
                writers += next.isExclusive() ? 1 : 0;
                fx.send(next.holder(), new Given(next));
            }
        }

        @Override
        public void fields(Fields f) {
            readers = f.count("readers", readers);
            writers = f.count("writers", writers);
        }
    }

    /** A thread that raises the word {@code rounds} times. */
    static final class Clerk extends KernelThread {
        private final Grant.Mode mode;
        private final int rounds;

        Clerk(int id, Grant.Mode mode, int rounds) {
            super(id, "P" + id);
            this.mode = mode;
            this.rounds = rounds;
        }

        @Override
        protected Procedure main() {
            return new Count(mode, rounds);
        }
    }

    private static final class Count extends Procedure {
        private enum At implements Step {
            ASK(Access.LOCAL),
            GIVEN(Access.LOCAL),
            READ(Access.RACY),
            RAISE(Access.RACY),
            RELEASE(Access.LOCAL);

            private final Access access;

            At(Access access) {
                this.access = access;
            }

            @Override
            public Access access() {
                return access;
            }
        }

        private static final Kind KIND = Kind.of("count");
        private static final At[] STEPS = At.values();

        private final Grant.Mode mode;
        private int left;
        private long seen;
        private Grant grant;

        Count(Grant.Mode mode, int rounds) {
            super(At.ASK);
            this.mode = mode;
            this.left = rounds;
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return STEPS;
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return switch ((At) at()) {
                case ASK -> {
                    fx.send(OWNER, new Ask(mode, false));
                    yield await(At.GIVEN);
                }
                case GIVEN -> {
                    grant = t.granted();
                    if (grant.isExclusive()) {
                        fx.write(grant, Toys.raced(), fx.read(grant, Toys.raced()) + 1);
                    }
                    yield go(grant.isExclusive() ? At.RELEASE : At.READ);
                }
                case READ -> {
                    seen = fx.read(Toys.raced());
                    yield go(At.RAISE);
                }
                case RAISE -> go(fx.compareAndSet(Toys.raced(), seen, seen + 1) ? At.RELEASE : At.READ);
                case RELEASE -> {
                    t.drop(grant);
                    fx.send(OWNER, new Ask(mode, true));
                    left--;
                    yield left > 0 ? go(At.ASK) : ret(t, 0);
                }
            };
        }

        @Override
        protected void locals(Fields f) {
            left = f.count("left", left);
            seen = f.word("seen", seen);
            grant = f.object(grant);
        }
    }

    /** {@code readers} threads with the lock for read and {@code writers} for write. */
    static Assembly assembly(int readers, int writers, int rounds) {
        MemoryMap map = new MemoryMap();
        map.add(WordClass.guarded("counter", WordClass.Rule.LOCK_SHARED_WRITERS, LOCK, 0), 2);
        List<Machine> all = new ArrayList<>();
        all.add(new Lock());
        for (int i = 0; i < readers + writers; i++) {
            all.add(new Clerk(all.size(), i < readers ? Grant.Mode.READ : Grant.Mode.WRITE, rounds));
        }
        return new Assembly(all, map, List.of());
    }
}
