package dev.seamstress.explore;

/**
 * Whose code broke a rule: where to look first. It follows from the kind of rule and from the schedule, by fixed rules;
 * it is no judgement of what should be changed.
 *
 * <p>What KVM promises, it promises whatever the guest and userspace do. So KVM is to blame for a KVM_BUG_ON, for a
 * broken V rule and for a deadlock in its locks; except that a fetch of instructions from shared memory is the guest's,
 * and what follows a raw SEAMCALL userspace's. The TDX module is to blame for a broken I rule, but for I22, which is
 * about what the host does with a page that it has got back; and for any rule that only a change of the module breaks:
 * a switch set otherwise than it really has it, or a lock taken otherwise. A claim is the script's own: its breach is
 * on whoever made the step after which no schedule could keep it; if that is KVM and no bug is planted, the claim may
 * be wrong as well. If none ever could, it is on KVM where a bug is planted, and else nobody but a reader can tell
 * whether the kernel or the claim is wrong. A livelock is on those whose threads go round.
 */
public enum Blame {
    KVM("KVM", "the kernel's code broke it, and it must not, whatever the guest and userspace do"),
    MODULE("the TDX module", "the module's code broke it, and it must not, whatever KVM and the guest do"),
    GUEST("the guest", "it is broken when the guest does what the script has it do, at the wrong moment or for ever"),
    USERSPACE(
            "userspace", "it is broken when userspace does what the script has it do, at the wrong moment or for ever"),
    KVM_OR_CLAIM(
            "KVM, or the claim",
            "from a step of the kernel's code on no schedule keeps it: either the kernel is wrong there, or it asks for"
                    + " too much"),
    KVM_OR_SCRIPT(
            "the script first, then KVM",
            "no schedule keeps it: either it asks for what must not be, or the kernel never does what it should"),
    SCRIPT("the script", "it asks for what never happens, or waits for what does not come");

    private final String who;
    private final String sentence;

    Blame(String who, String sentence) {
        this.who = who;
        this.sentence = sentence;
    }

    /** Who it is, within a sentence. */
    public String who() {
        return who;
    }

    /** What that means. */
    public String sentence() {
        return sentence;
    }
}
