package dev.seamstress.core.thread;

/** All direct roots are thrown away, as when a parameter of the kvm module changes. */
public record ZapFastOp() implements ThreadOp {}
