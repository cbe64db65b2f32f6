package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.scenario.words.VmKind;
import java.util.List;

/**
 * The machine and its module.
 *
 * <p>Shape: {@code td} is what its defaults are when the machine is no TD. {@code vcpus} are the numbers of the vCPUs
 * that exist, ascending; 0 is always there.
 */
public record VmSettings(VmKind kind, String module, Timers timers, TdSettings td, List<Integer> vcpus) {
    public VmSettings {
        vcpus = List.copyOf(vcpus);
    }

    /** Whether timeouts elapse. */
    public enum Timers {
        /** Never. */
        NEVER,
        /** Each at any moment. */
        ANY
    }

    /** How a TD begins. */
    public record TdSettings(ZeroStep zeroStep, VeOnPending veOnPending, State state, Gpaw gpaw) {}

    /** Whether the module's stepping filter is live; a fact about its counter turns it on. */
    public enum ZeroStep {
        OFF,
        LIVE
    }

    /** What an access to a pending page does in the guest. */
    public enum VeOnPending {
        /** SEPT_VE_DISABLE is set: the exit tells KVM. */
        DISABLED,
        /** The guest gets a #VE. */
        ENABLED
    }

    /** How far the TD is built. */
    public enum State {
        /** There is no TD: the module has nothing, and KVM nothing either. */
        NONE,
        /** Before FINALIZE. */
        INITIALIZED,
        RUNNABLE
    }
}
