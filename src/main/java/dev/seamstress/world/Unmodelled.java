package dev.seamstress.world;

import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.Fact;
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
            "cpu",
            "at",
            // Operations of the VMM.
            "addslot",
            "moveslot",
            "dirtylog",
            "getdirty",
            "cleardirty",
            "vcpudestroy",
            "nxrecover",
            // Operations of the host's memory management.
            "age",
            // Options. KVM refuses a readonly slot in a TD, so there is nothing that it could do.
            "dpamt",
            "huge",
            "readonly in a TD",
            // Facts.
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
        ScriptFootprint script = new ScriptFootprint(scenario, model);
        if (script.zapsAll() >= Kvm.DIRECT_ROOTS) {
            missing.add("direct roots that are thrown away more than " + (Kvm.DIRECT_ROOTS - 1) + " times");
        }
        if (script.hasSlotChanges() && scenario.vm().kind() == VmKind.DEFAULT) {
            missing.add("delslot where vm = default");
        }
        if (script.hasSlotChanges() && script.hasNotifiers()) {
            missing.add("delslot beside notify");
        }
        addPrefaults(missing, scenario, model, script);
        missing.addAll(model.unbuilt());
        missing.addAll(new TdStart(scenario).unmodelled());
        return missing;
    }

    /** A vCPU's roots are its thread's, and there is no lock yet that two threads could want for them. */
    private static void addPrefaults(
            List<String> missing, ResolvedScenario scenario, KernelModel model, ScriptFootprint script) {
        Set<ScriptFootprint.Prefaulter> prefaulters = script.prefaulters();
        if (prefaulters.isEmpty()) {
            return;
        }
        if (!model.has(KernelSwitch.PREFAULT_IOCTL)) {
            missing.add("prefault under " + model.name() + ", a kernel that has none");
        }
        Set<Integer> vcpus = new TreeSet<>();
        for (ScriptFootprint.Prefaulter prefaulter : prefaulters) {
            if (scenario.column(ColumnId.vcpu(prefaulter.vcpu())) != null) {
                missing.add("prefault via P" + prefaulter.vcpu() + ", which has a column");
            } else if (!vcpus.add(prefaulter.vcpu())) {
                missing.add("prefault via P" + prefaulter.vcpu() + " in two columns");
            }
        }
        if (script.zapsAll() > 0) {
            missing.add("prefault beside zapfast");
        }
        if (scenario.start().facts().stream().anyMatch(Fact.Roots.class::isInstance)) {
            missing.add("prefault beside a fact about #roots");
        }
    }
}
