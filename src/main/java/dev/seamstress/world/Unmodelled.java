package dev.seamstress.world;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this version cannot run: each word of the language that means something, and that the model would pass over in
 * silence. A claim about what never changes here is one too, as it would hold, or fail, for the wrong reason.
 *
 * <p>Whoever builds one of them takes it out of the list; nothing else has to know.
 */
final class Unmodelled {
    private static final String SEAMCALL = "seamcall ";

    /** As {@link dev.seamstress.scenario.words.KnownNames#isModelled} is asked. */
    private static final Set<String> WORDS = new TreeSet<>(List.of(
            // Operations of vCPUs, and of all columns.
            "resetctx",
            "cpu",
            "at",
            // Operations of the VMM.
            "addslot",
            "delslot",
            "moveslot",
            "dirtylog",
            "getdirty",
            "cleardirty",
            "prefault",
            "vcpudestroy",
            "vmdestroy",
            "zapfast",
            "nxrecover",
            // Operations of the host's memory management.
            "age",
            // Options. KVM refuses a readonly slot in a TD, so there is nothing that it could do.
            "dpamt",
            "huge",
            "zerostep",
            "timers = any",
            "readonly in a TD",
            // Facts and injections.
            "inject reclaim",
            "mmio_gen = wrap"));

    private Unmodelled() {}

    /** Whether the word is one of them; false for words that mean nothing. */
    static boolean has(String word) {
        return WORDS.contains(word)
                || word.startsWith(SEAMCALL) && RawSeamcalls.leaf(word.substring(SEAMCALL.length())) == null
                || (KernelModel.isChange(word) && !KernelModel.isBuilt(word));
    }

    /** The words among them that are no change of a kernel. */
    static Set<String> words() {
        return new TreeSet<>(WORDS);
    }

    /** What stands against {@code scenario} under {@code model} besides words of its own; empty if it can run. */
    static List<String> in(ResolvedScenario scenario, KernelModel model) {
        List<String> missing = new ArrayList<>();
        if (!model.variant().isOffered()) {
            missing.add(model.variant().id());
        }
        if (scenario.vm().kind() == VmKind.TDX && !model.has(KernelSwitch.MIRROR_ROOTS)) {
            missing.add("a TD under " + model.name() + ", a kernel that has none");
        }
        missing.addAll(model.unbuilt());
        missing.addAll(new TdStart(scenario).unmodelled());
        return missing;
    }
}
