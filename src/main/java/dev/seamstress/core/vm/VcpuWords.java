package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * The words of one vCPU that other threads may read or write: a page of its own, which its thread claims if no other
 * column of a scenario can reach it.
 *
 * <p>Source: struct kvm_vcpu, mode, requests and srcu_idx.
 */
public record VcpuWords(int page) {
    private static final int REQUESTS = 8;

    /** Adds the page to {@code map}. */
    public static VcpuWords add(MemoryMap map) {
        return new VcpuWords(map.add(WordClass.lockless("vcpu.words", 0), 1));
    }

    /** The {@link VcpuMode}. */
    public long mode() {
        return MemoryMap.word(page, 0);
    }

    /** 1 while the request is pending. Requires: it is one that has a bit. */
    public long request(VcpuRequest request) {
        return MemoryMap.word(page, REQUESTS + request.ordinal());
    }

    /** Whether the vCPU's thread is inside {@code kvm->srcu}: a reader's word of {@link Srcu}. */
    public long srcuReaders() {
        return MemoryMap.word(page, 1);
    }

    /** 1 while a signal is pending for the vCPU's thread. */
    public long signal() {
        return MemoryMap.word(page, 2);
    }
}
