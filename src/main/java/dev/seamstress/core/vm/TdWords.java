package dev.seamstress.core.vm;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * How far KVM has come with the building of a TD, and of each of its vCPUs.
 *
 * <p>Shape: a word of {@link State}, one of {@link Vcpu} for each vCPU. The first of each is what it is in a scenario
 * that begins with a TD that runs. All are read by threads that hold none of the locks that their writers hold.
 * {@code end}: what there is for who destroys the VM; null if nobody does.
 *
 * <p>Source: struct kvm_tdx, state and nr_premapped; kvm->arch.pre_fault_allowed; struct vcpu_tdx, state.
 */
public record TdWords(int statePage, int premappedPage, int vcpuPage, int vcpuPages, EndWords end) {
    /** {@code kvm->arch.pre_fault_allowed}, as it is in a TD that runs. */
    public static final long ALLOWED = 0;

    /** Page tables may not be filled beforehand yet. */
    public static final long FORBIDDEN = 1;

    /** How far the TD is. */
    public enum State {
        RUNNABLE,
        INITIALIZED
    }

    /** How far a vCPU is. */
    public enum Stage {
        /** VP.INIT is done. */
        READY,
        /** There is none. */
        NONE,
        /** KVM_CREATE_VCPU is done. */
        CREATED
    }

    /** Adds the pages to {@code map}; {@code isDestroyed} if somebody destroys the VM. */
    public static TdWords add(MemoryMap map, int vcpus, boolean isDestroyed) {
        int vcpuPages = vcpus / MemoryMap.WORDS_PER_PAGE + 1;
        return new TdWords(
                map.add(WordClass.lockless("td.state", 0), 1),
                map.add(WordClass.lockless("td.premapped", 0), 1),
                map.add(WordClass.lockless("td.vcpus", 0), vcpuPages),
                vcpuPages,
                isDestroyed ? EndWords.add(map, vcpus) : null);
    }

    /** The {@link State}. */
    public long state() {
        return MemoryMap.word(statePage, 0);
    }

    /** {@link #ALLOWED} or {@link #FORBIDDEN}. */
    public long preFault() {
        return MemoryMap.word(statePage, 1);
    }

    /** nr_premapped: pages that the mirror has and PAGE.ADD has not been called for. */
    public long premapped() {
        return MemoryMap.word(premappedPage, 0);
    }

    /** The {@link Vcpu} of the vCPU with that number. */
    public long vcpu(int number) {
        return MemoryMap.word(vcpuPage, 0) + number;
    }

    /** Declares that nobody finalizes the TD. */
    public void freezeState(MemoryMap map) {
        map.freeze(statePage);
    }

    /** Declares that nobody adds memory to it before it is final, or takes away what looks as if premapped. */
    public void freezePremapped(MemoryMap map) {
        map.freeze(premappedPage);
    }

    /** Declares that nobody makes a vCPU. */
    public void freezeVcpus(MemoryMap map) {
        for (int i = 0; i < vcpuPages; i++) {
            map.freeze(vcpuPage + i);
        }
    }
}
