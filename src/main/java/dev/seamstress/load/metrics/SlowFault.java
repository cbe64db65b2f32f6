package dev.seamstress.load.metrics;

/**
 * One of the slowest page faults of a run.
 *
 * <p>Shape: {@code td}: its number, from 0; {@code began} is virtual time since the run began; {@code gpa} with the
 * shared bit.
 */
public record SlowFault(FaultClass which, int td, int vcpu, long gpa, long began, long ns) {
    /** The same of another TD. */
    SlowFault of(int number) {
        return new SlowFault(which, number, vcpu, gpa, began, ns);
    }
}
