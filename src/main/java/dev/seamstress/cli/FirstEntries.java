package dev.seamstress.cli;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogMaker;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The entries of page tables, KVM's and the TDX module's, that are not empty when a run begins. */
final class FirstEntries {
    private final World world;
    private final LogMaker.EntryNames names;

    /** {@code names}: the entries of KVM's tables in the memory of this world. */
    FirstEntries(World world, LogMaker.EntryNames names) {
        this.world = world;
        this.names = names;
    }

    /** All of them, in the order of their words: by tree and root, from the top down. */
    List<LogEntry> all() {
        Map<Long, Long> values = new TreeMap<>();
        for (Assembly.Initial initial : world.assembly().initials()) {
            values.put(initial.word(), initial.value());
        }
        List<LogEntry> entries = new ArrayList<>();
        values.forEach((word, value) -> {
            LogMaker.EntryName name = names.name(word);
            LogEntry entry = name == null ? sept(word, value) : LogMaker.first(name, value);
            if (entry != null) {
                entries.add(entry);
            }
        });
        return entries;
    }

    /** The entry of the secure EPT, or null if the word is none, or free. */
    private LogEntry sept(long word, long value) {
        TdxMemory tdx = world.tdxMemory().orElse(null);
        if (tdx == null) {
            return null;
        }
        TreeShape shape = tdx.shape();
        int rootPage = MemoryMap.page(tdx.entry(tdx.rootSeptLevel(), 0));
        int table = MemoryMap.page(word) - rootPage;
        if (table < 0 || table >= shape.tables() || SeptEntry.state(value) == SeptState.FREE) {
            return null;
        }
        int level = shape.level(table);
        long gfn = shape.base(table) + ((long) MemoryMap.index(word) << Level.shift(level));
        String state = SeptEntry.state(value).name().toLowerCase(Locale.ROOT);
        return new LogEntry.First("sept", 0, gfn, level, value, state);
    }
}
