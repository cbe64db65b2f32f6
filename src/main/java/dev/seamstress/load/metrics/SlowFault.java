package dev.seamstress.load.metrics;

/**
 * One of the slowest page faults of a run.
 *
 * <p>Shape: {@code began} is virtual time since the run began; {@code gpa} with the shared bit.
 */
public record SlowFault(FaultClass which, int vcpu, long gpa, long began, long ns) {}
