package dev.seamstress.world;

import dev.seamstress.core.thread.GmemOp;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.words.Verb;
import java.util.EnumSet;
import java.util.Set;

/** The operations on the guest_memfd file. */
final class GmemOps {
    private static final Set<Verb> VERBS = EnumSet.of(Verb.PUNCH, Verb.RELEASE, Verb.POISON, Verb.HOSTTOUCH);

    private GmemOps() {}

    /** True if the action is one. */
    static boolean isOne(Action action) {
        return VERBS.contains(action.verb());
    }

    /** True if it is one that takes away what is mapped. */
    static boolean isZap(Action action) {
        return isOne(action) && action.verb() != Verb.HOSTTOUCH;
    }

    /** As the thread runs it. Requires: {@link #isOne}. */
    static GmemOp op(Action action) {
        GmemOp.Kind kind = GmemOp.Kind.valueOf(action.verb().name());
        return new GmemOp(kind, action instanceof Action.RangeOp pages ? pages.range() : null);
    }
}
