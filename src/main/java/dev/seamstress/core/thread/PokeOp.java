package dev.seamstress.core.thread;

/** Somebody disturbs a vCPU. {@code vcpu}: its number. */
public record PokeOp(Kind kind, int vcpu) implements ThreadOp {
    /** How. */
    public enum Kind {
        /** kvm_vcpu_kick(). */
        KICK,
        /** A signal becomes pending for its thread. */
        SIGNAL
    }
}
