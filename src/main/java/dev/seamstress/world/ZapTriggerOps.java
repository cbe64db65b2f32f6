package dev.seamstress.world;

import dev.seamstress.core.thread.ZapTrigger;
import dev.seamstress.core.thread.ZapTriggerOp;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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

    /** What of it this version cannot run: those that zap. */
    static List<String> unmodelled(ResolvedScenario scenario) {
        List<String> missing = new ArrayList<>();
        for (Action action : ScriptFootprint.actions(scenario)) {
            boolean isZap =
                    isOne(action) && trigger(action).isOfATd() && scenario.vm().kind() != VmKind.TDX;
            String what = "`" + action.verb().word() + "` in a VM that is no TD, where it zaps";
            if (isZap && !missing.contains(what)) {
                missing.add(what);
            }
        }
        return missing;
    }
}
