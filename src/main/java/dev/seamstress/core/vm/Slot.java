package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;

/**
 * What does not change about a memslot while a scenario runs.
 *
 * <p>Shape: {@code id} as userspace numbers it. {@code hasGmem}: its private pages come from a guest_memfd.
 *
 * <p>Source: include/linux/kvm_host.h, struct kvm_memory_slot.
 */
public record Slot(int id, GfnRange range, boolean hasGmem, boolean isReadonly) {
    /** Whether a slot is there; the ordinal is in the low bits of its word. */
    public enum State {
        NONE,
        VALID,
        /** Being deleted or moved: KVM_MEMSLOT_INVALID. */
        INVALID
    }
}
