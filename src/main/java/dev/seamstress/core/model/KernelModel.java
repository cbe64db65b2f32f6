package dev.seamstress.core.model;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel that a world runs: a variant, with some switches set otherwise and some bugs planted, and which rules
 * nobody looks at in it. Immutable.
 *
 * <p>Shape: {@code name} is the variant's, and {@code + NAME} for each change, as people wrote them: {@code kvm-6.19 +
 * b33-track-no-kick}, {@code kvm-6.19 + no-local-retry}.
 */
public final class KernelModel {
    private static final String OFF = "no-";

    private final KernelVariant variant;
    private final List<String> changes;
    private final ModuleVariant module;
    private final List<String> rulesOff;
    private final Map<KernelSwitch, Boolean> switches = new EnumMap<>(KernelSwitch.class);
    private final EnumSet<Mutation> mutations = EnumSet.noneOf(Mutation.class);

    // The same by ordinal, as procedures ask in every step.
    private final boolean[] isOn = new boolean[KernelSwitch.values().length];
    private final boolean[] isPlanted = new boolean[Mutation.values().length];

    private KernelModel(KernelVariant variant, List<String> changes, ModuleVariant module, List<String> rulesOff) {
        this.variant = variant;
        this.module = module;
        this.rulesOff = List.copyOf(rulesOff);
        this.changes = List.copyOf(changes);
        for (String change : changes) {
            Optional<Mutation> mutation = Mutation.named(change);
            if (mutation.isPresent()) {
                mutations.add(mutation.get());
            } else {
                switches.put(named(id(change)), !change.startsWith(OFF));
            }
        }
        for (KernelSwitch each : KernelSwitch.values()) {
            isOn[each.ordinal()] = switches.getOrDefault(each, variant.has(each));
        }
        for (Mutation each : mutations) {
            isPlanted[each.ordinal()] = true;
        }
    }

    private static String id(String change) {
        return change.startsWith(OFF) ? change.substring(OFF.length()) : change;
    }

    private static Optional<KernelSwitch> find(String id) {
        return Arrays.stream(KernelSwitch.values())
                .filter(candidate -> candidate.id().equals(id))
                .findFirst();
    }

    private static KernelSwitch named(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no mutation and no switch is called " + id));
    }

    /** True if {@code word} can stand among {@link #changes}. */
    public static boolean isChange(String word) {
        return Mutation.named(word).isPresent() || find(id(word)).isPresent();
    }

    /** True if this version of the model can show the change {@code word}. Requires: {@link #isChange}. */
    public static boolean isBuilt(String word) {
        return Mutation.named(word)
                .map(Mutation::isBuilt)
                .orElseGet(() -> named(id(word)).built() == KernelSwitch.Built.BOTH_SIDES);
    }

    /** A variant as it is. */
    public static KernelModel of(KernelVariant variant) {
        return new KernelModel(variant, List.of(), null, List.of());
    }

    /**
     * A variant with changes: names of mutations, of switches to set, and of switches to clear after {@code no-}.
     *
     * <p>Errors: {@link IllegalArgumentException} if a name is none of these.
     */
    public static KernelModel of(KernelVariant variant, List<String> changes) {
        return new KernelModel(variant, changes, null, List.of());
    }

    /** The same kernel on this TDX module, whatever a scenario names. */
    public KernelModel on(ModuleVariant chosen) {
        return new KernelModel(variant, changes, chosen, rulesOff);
    }

    /**
     * The same kernel, and nobody looks whether the rules called {@code names} are broken, whatever was off before. It
     * changes nothing that the kernel does.
     */
    public KernelModel without(List<String> names) {
        return new KernelModel(variant, changes, module, names);
    }

    /** The names of the rules that nobody looks at; mostly none. */
    public List<String> rulesOff() {
        return rulesOff;
    }

    /** The module that was chosen for it; empty if the scenario's is to be taken. */
    public Optional<ModuleVariant> module() {
        return Optional.ofNullable(module);
    }

    public KernelVariant variant() {
        return variant;
    }

    /** The changes to the variant, as they were written. */
    public List<String> changes() {
        return changes;
    }

    /** The variant, and what was changed in it. */
    public String name() {
        return changes.isEmpty() ? variant.id() : variant.id() + " + " + String.join(" + ", changes);
    }

    /** True if this kernel has the change. */
    public boolean has(KernelSwitch change) {
        return isOn[change.ordinal()];
    }

    /** True if the bug is planted. */
    public boolean has(Mutation mutation) {
        return isPlanted[mutation.ordinal()];
    }

    /** The changes that this version of the model cannot show, as they were written. */
    public List<String> unbuilt() {
        return changes.stream().filter(change -> !isBuilt(change)).toList();
    }

    /** The planted bugs. */
    public List<Mutation> mutations() {
        return List.copyOf(mutations);
    }

    @Override
    public String toString() {
        return name();
    }
}
