package dev.seamstress.core.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which leaf of the TDX module takes which lock, and how; and what of it can be asked to be otherwise. Immutable.
 *
 * <p>Shape: a leaf is called {@code mem.page.aug}. A lock that a leaf does not take at all has no cell and cannot be
 * given to it.
 *
 * <p>Source: the leaves' files of module 1.5.01, which mails on linux-kernel confirm for 1.5.05.
 */
public final class LockTable {
    /** What module 1.5.01 does. */
    public static final LockTable DEFAULT = new LockTable(rows());

    private final Map<String, Map<LeafLock, Cell>> rows;

    private LockTable(Map<String, Map<LeafLock, Cell>> rows) {
        this.rows = rows;
    }

    /**
     * How a leaf takes a lock.
     *
     * @param others what it can be asked to be instead
     */
    public record Cell(LockMode mode, List<LockMode> others) {
        public Cell {
            others = List.copyOf(others);
        }

        private Cell now(LockMode next) {
            List<LockMode> rest = new ArrayList<>(others);
            rest.remove(next);
            rest.add(mode);
            return new Cell(next, rest);
        }
    }

    private static Map<String, Map<LeafLock, Cell>> rows() {
        Map<String, Map<LeafLock, Cell>> all = new LinkedHashMap<>();
        add(all, "mem.page.add", "tdr=ex page=ex");
        add(all, "mr.extend", "tdr=ex");
        add(all, "mr.finalize", "tdr=ex");
        add(all, "mem.sept.add", "tdr=sh op_state=sh|none|ex tree=sh|none|ex entry=host page=ex");
        add(all, "mem.page.aug", "tdr=sh op_state=sh|none|ex tree=sh|none|ex entry=host|none page=ex");
        add(all, "mem.page.remove", "tdr=sh op_state=sh|none|ex tree=sh|none|ex entry=host|none page=ex");
        add(all, "mem.page.relocate", "tdr=sh op_state=sh|none|ex tree=sh|none|ex entry=host page=ex mapped_page=ex");
        add(
                all,
                "mem.page.promote",
                "tdr=sh op_state=sh|none|ex tree=sh|ex entry=host page=ex mapped_page=ex children=host");
        add(all, "mem.page.demote", "tdr=sh op_state=sh|none|ex tree=sh|ex entry=host page=ex mapped_page=ex");
        add(all, "mem.sept.rd", "tdr=sh op_state=sh|none|ex tree=sh|none|ex entry=host|none");
        add(all, "mem.sept.remove", "tdr=sh op_state=sh|none|ex tree=ex entry=host page=ex");
        add(all, "mem.range.block", "tdr=sh op_state=sh|none|ex tree=ex|sh|none entry=host|none");
        add(all, "mem.range.unblock", "tdr=sh op_state=sh|none|ex tree=ex|sh|none entry=host|none");
        add(all, "mem.track", "tdr=sh op_state=sh|none|ex epoch=ex|sh|none");
        add(all, "vp.enter", "tdr=sh op_state=sh|none tdvpr=sh epoch=sh|none");
        add(all, "mem.page.accept", "entry=guest|host|none");
        for (String leaf : List.of("mng.key.config", "mng.init")) {
            add(all, leaf, "tdr=ex");
        }
        add(all, "mng.create", "page=ex kot=ex");
        add(all, "mng.addcx", "tdr=ex page=ex");
        add(all, "mng.vpflushdone", "tdr=ex kot=ex");
        add(all, "mng.key.freeid", "tdr=ex kot=ex");
        add(all, "vp.create", "tdr=sh op_state=sh page=ex tdvpr=ex");
        add(all, "vp.addcx", "tdr=sh op_state=sh page=ex tdvpr=ex");
        add(all, "vp.init", "tdr=sh op_state=sh tdvpr=ex");
        add(all, "vp.flush", "tdr=sh tdvpr=ex");
        add(all, "phymem.page.reclaim", "tdr=sh page=ex");
        add(all, "phymem.page.wbinvd", "page=sh|none|ex");
        add(all, "phymem.cache.wb", "kot=sh wbcache=ex");
        return all;
    }

    /** A row, as {@code tree=sh|ex}: how it is, and what it can be asked to be. */
    private static void add(Map<String, Map<LeafLock, Cell>> all, String leaf, String cells) {
        Map<LeafLock, Cell> row = new EnumMap<>(LeafLock.class);
        for (String cell : cells.split(" ")) {
            String lock = cell.substring(0, cell.indexOf('='));
            List<LockMode> modes = new ArrayList<>();
            for (String mode : cell.substring(lock.length() + 1).split("\\|")) {
                modes.add(LockMode.named(mode).orElseThrow());
            }
            row.put(LeafLock.named(lock).orElseThrow(), new Cell(modes.get(0), modes.subList(1, modes.size())));
        }
        all.put(leaf, row);
    }

    /** The leaves, in the order in which the table is shown. */
    public List<String> leaves() {
        return List.copyOf(rows.keySet());
    }

    /** The cell; null if the leaf takes no such lock. */
    public Cell cell(String leaf, LeafLock lock) {
        Map<LeafLock, Cell> row = rows.get(leaf);
        return row == null ? null : row.get(lock);
    }

    /** How the leaf takes the lock. */
    public LockMode mode(String leaf, LeafLock lock) {
        Cell cell = cell(leaf, lock);
        return cell == null ? LockMode.NONE : cell.mode();
    }

    /** The table with another mode in a cell. Requires: there is such a cell. */
    LockTable with(String leaf, LeafLock lock, LockMode mode) {
        Map<String, Map<LeafLock, Cell>> changed = new LinkedHashMap<>(rows);
        Map<LeafLock, Cell> row = new EnumMap<>(rows.get(leaf));
        row.put(lock, row.get(lock).now(mode));
        changed.put(leaf, row);
        return new LockTable(changed);
    }
}
