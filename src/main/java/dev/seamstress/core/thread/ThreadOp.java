package dev.seamstress.core.thread;

/** One operation of a column, as its thread runs it: a vCPU's guest does one, userspace or the host another. */
public sealed interface ThreadOp
        permits GuestOp, ConvertOp, MemslotOp, NotifyOp, PokeOp, PrefaultOp, SeamcallOp, WaitOp {}
