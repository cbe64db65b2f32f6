package dev.seamstress.world;

import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmLocks;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Slot;
import dev.seamstress.scenario.words.SlotFlag;
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
            "getdirty",
            "cleardirty",
            "vcpudestroy",
            "nxrecover",
            // Operations of the host's memory management.
            "age",
            // Options. KVM refuses a readonly slot in a TD, so there is nothing that it could do.
            "dpamt",
            "huge",
            "readonly in a TD"));

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
        addPrefaults(missing, model, script);
        addDirtyLogs(missing, scenario);
        missing.addAll(new MemslotPlaces(scenario).unmodelled());
        missing.addAll(model.unbuilt());
        missing.addAll(new TdStart(scenario).unmodelled());
        return missing;
    }

    /** Of a slot with a guest_memfd KVM refuses it, and that is all that there is. */
    private static void addDirtyLogs(List<String> missing, ResolvedScenario scenario) {
        List<Slot> slots = new ArrayList<>(scenario.start().slots());
        boolean isLogged = slots.stream().anyMatch(slot -> slot.has(SlotFlag.DIRTYLOG));
        for (Action action : ScriptFootprint.actions(scenario)) {
            if (action instanceof Action.DirtyLog log) {
                isLogged |= slots.stream().noneMatch(slot -> slot.id() == log.slot() && slot.has(SlotFlag.GMEM));
            } else if (action instanceof Action.AddSlot add) {
                isLogged |= add.slot().has(SlotFlag.DIRTYLOG) && !add.slot().has(SlotFlag.GMEM);
            }
        }
        if (isLogged) {
            missing.add("`dirtylog` of a slot that has it at the start, or has no gmem");
        }
    }

    private static void addPrefaults(List<String> missing, KernelModel model, ScriptFootprint script) {
        if (script.prefaulters().isEmpty()) {
            return;
        }
        if (!script.servedVcpus().isEmpty() && script.hasDestroy()) {
            missing.add("vmdestroy after a prefault via a vCPU whose roots change");
        }
        if (!model.has(KernelSwitch.PREFAULT_IOCTL)) {
            missing.add("prefault under " + model.name() + ", a kernel that has none");
        }
        for (int vcpu : script.servedVcpus()) {
            if (vcpu >= KvmLocks.MUTEXES_MAX) {
                missing.add("prefault via P" + vcpu + ", which cannot change hands: P0 to P"
                        + (KvmLocks.MUTEXES_MAX - 1) + " can");
            }
        }
    }
}
