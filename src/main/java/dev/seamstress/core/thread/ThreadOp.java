package dev.seamstress.core.thread;

/** One operation of a column, as its thread runs it: a vCPU's guest does one, userspace or the host another. */
public sealed interface ThreadOp
        permits BuildOp,
                GmemOp,
                GuestOp,
                ConvertOp,
                DestroyOp,
                MemslotOp,
                NotifyOp,
                PokeOp,
                PrefaultOp,
                SeamcallOp,
                WaitOp,
                ZapFastOp,
                ZapTriggerOp {}
