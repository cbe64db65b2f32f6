package dev.seamstress.world;

import dev.seamstress.core.thread.ZapTrigger;
import dev.seamstress.core.thread.ZapTriggerOp;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.VmKind;
import java.util.EnumSet;
import java.util.Set;

/** The operations for which KVM zaps in some VMs and not in others. */
final class ZapTriggerOps {
    private static final Set<Verb> VERBS = EnumSet.of(Verb.APICVINHIBIT, Verb.NONCOHERENT, Verb.MTRR, Verb.CR0CD);

    private ZapTriggerOps() {}

    /** True if the action is one. */
    static boolean isOne(Action action) {
        return VERBS.contains(action.verb());
    }

    /** As the thread runs it. Requires: {@link #isOne}. */
    static ZapTriggerOp op(Action action) {
        return new ZapTriggerOp(trigger(action));
    }

    private static ZapTrigger trigger(Action action) {
        return ZapTrigger.valueOf(action.verb().name());
    }

    /** True if entries go for it in a VM of that kind. */
    static boolean isZap(Action action, VmKind kind) {
        return isOne(action) && trigger(action).isOfATd() && kind != VmKind.TDX;
    }
}
