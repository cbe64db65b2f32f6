package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.MemoryMap;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The locks in the words of a module, as a test looks at them. */
record RigLocks(TdxRig rig) {
    /** Every word that is not at its fill value, without host priority, which a refused host call may leave. */
    SortedMap<Long, Long> wordsWithoutHostPriority() {
        TreeMap<Long, Long> words = new TreeMap<>();
        rig.words().forEach((word, value) -> {
            long masked = isSept(word) ? SeptEntry.withoutHostPriority(value) : value & ~lockPriorityMask(word);
            if (masked != rig.map.fill(MemoryMap.page(word))) {
                words.put(word, masked);
            }
        });
        return words;
    }

    /** The words whose lock bits say that somebody holds them. */
    List<String> held() {
        List<String> held = new ArrayList<>();
        rig.words().forEach((word, value) -> {
            boolean isLocked = isSept(word) ? SeptEntry.isLocked(value) : isLockWord(word) && !ShareX.isFree(value);
            if (isLocked) {
                held.add(rig.map.classOf(word).name() + " word " + MemoryMap.index(word));
            }
        });
        return held;
    }

    private boolean isSept(long word) {
        return rig.map.classOf(word).name().equals("sept");
    }

    private boolean isLockWord(long word) {
        if (rig.map.classOf(word).name().startsWith("pamt")) {
            return true;
        }
        boolean isOfTd = Stream.of(TdWord.OP_STATE_LOCK, TdWord.TREE_LOCK, TdWord.EPOCH_LOCK)
                .anyMatch(lock -> word == rig.layout.td(lock));
        return isOfTd
                || IntStream.range(0, TdxRig.VCPUS).anyMatch(vcpu -> word == rig.layout.tdvps(vcpu, TdvpsWord.LOCK));
    }

    private long lockPriorityMask(long word) {
        return isLockWord(word) ? ShareX.refuseHost(0) : 0;
    }
}
