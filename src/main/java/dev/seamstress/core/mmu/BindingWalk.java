package dev.seamstress.core.mmu;

/** A procedure that goes from one binding of guest_memfd to the next; for those who only look. */
public interface BindingWalk {
    /** The index of the memslot that it has come to by a binding, or {@link dev.seamstress.core.vm.Slots#NONE}. */
    int memslot();
}
