package dev.seamstress.scenario.words;

/** The type of the virtual machine. */
public enum VmKind {
    /** A trust domain: a direct and a mirror root, and the TDX module. */
    TDX,
    /** KVM_X86_SW_PROTECTED_VM: one root for both aliases, no module. */
    SW_PROTECTED,
    /** KVM_X86_DEFAULT_VM: one root, no module. */
    DEFAULT;

    /** Whether the machine has a mirror root and a TDX module. */
    public boolean isTd() {
        return this == TDX;
    }

    /** The word of the language: {@code sw_protected}. */
    public String word() {
        return Words.of(this);
    }
}
