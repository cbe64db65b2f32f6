package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;

/** A change of the first state, as written; what it brings with it, the world builder adds. */
public sealed interface Fact {
    /** Calls the method of {@code handler} for this fact. */
    <R> R on(Handler<R> handler);

    /** An entry of a tree for each gfn: {@code term} is MIRROR, DIRECT or SEPT, {@code level} as of core.addr.Level. */
    record Entry(StateTerm term, GfnRange range, int level, StateWord value) implements Fact {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onEntry(this);
        }
    }

    /** The memory attribute of each gfn. */
    record Attribute(GfnRange range, Action.Alias value) implements Fact {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onAttribute(this);
        }
    }

    /** How far a vCPU is: NONE, CREATED or READY. */
    record VcpuState(int vcpu, StateWord value) implements Fact {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onVcpuState(this);
        }
    }

    /** How many valid roots of a kind there are, 0 or 1; {@code tree} is MIRROR or DIRECT. */
    record Roots(StateTerm tree, int count) implements Fact {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onRoots(this);
        }
    }

    /** The module has counted so many faults at the vCPU's present RIP. */
    record ZeroStep(int vcpu, int count) implements Fact {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onZeroStep(this);
        }
    }

    /** A counter stands at an edge. */
    record Counter(Edge edge) implements Fact {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onCounter(this);
        }
    }

    /** Which counter, and where it stands. */
    enum Edge {
        /** The invalidation sequence is at 2^31. */
        SEQ_FAR,
        /** The next slot update wraps the MMIO generation. */
        MMIO_GEN_WRAP
    }

    /** One method for each fact: a case forgotten is a compile error. */
    interface Handler<R> {
        R onEntry(Entry fact);

        R onAttribute(Attribute fact);

        R onVcpuState(VcpuState fact);

        R onRoots(Roots fact);

        R onZeroStep(ZeroStep fact);

        R onCounter(Counter fact);
    }
}
