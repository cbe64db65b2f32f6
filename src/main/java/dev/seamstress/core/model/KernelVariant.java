package dev.seamstress.core.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A kernel: a named column of the table of {@link KernelSwitch}es, oldest first.
 *
 * <p>Shape: {@code kvm-6.12} knows only VMs without a mirror. {@code seed-2024} is reconstructed from a patch series,
 * and every print says so.
 */
public enum KernelVariant {
    KVM_6_12("kvm-6.12"),
    SEED_2024("seed-2024"),
    KVM_6_16("kvm-6.16"),
    KVM_6_18("kvm-6.18"),
    KVM_6_19("kvm-6.19");

    /** The newest kernel; scripts that name none mean it. */
    public static final KernelVariant NEWEST = KVM_6_19;

    private static final List<KernelVariant> ALL = List.of(values());

    private final String id;

    KernelVariant(String id) {
        this.id = id;
    }

    /** The name in scripts and verdicts. */
    public String id() {
        return id;
    }

    /** The variant of that name, or null. */
    public static KernelVariant named(String id) {
        for (KernelVariant variant : ALL) {
            if (variant.id.equals(id)) {
                return variant;
            }
        }
        return null;
    }

    /** True if the change is in this kernel. */
    public boolean has(KernelSwitch change) {
        return change.in(this) == KernelSwitch.State.ON;
    }

    /** True if it was put together from patches and was never a released kernel. */
    public boolean isReconstructed() {
        return this == SEED_2024;
    }

    /**
     * The switches in which it differs from the newest kernel, in code that this version has in the newest form only.
     */
    public List<KernelSwitch> unbuilt() {
        List<KernelSwitch> missing = new ArrayList<>();
        for (KernelSwitch change : KernelSwitch.values()) {
            KernelSwitch.State here = change.in(this);
            boolean isDifferent = here != KernelSwitch.State.ABSENT && here != change.in(NEWEST);
            if (isDifferent && change.built() == KernelSwitch.Built.NEWEST) {
                missing.add(change);
            }
        }
        return missing;
    }

    /** True if a run on it would show all its differences, as far as the model's code goes. */
    public boolean isOffered() {
        return unbuilt().isEmpty();
    }
}
