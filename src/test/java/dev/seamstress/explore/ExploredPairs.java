package dev.seamstress.explore;

import dev.seamstress.core.tdx.ModuleTables;
import dev.seamstress.house.PageTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which calls refuse each other when they overlap in any way, found by searching each pair to its end: at one entry and
 * at two, at 4K and at 2M.
 *
 * <p>Names, and what cells say: as in the table of who comes later, that test {@code BusyPairTest} has.
 */
public final class ExploredPairs {
    private static final List<Host> AT_4K = List.of(
            new Host("AUG", "mem.page.aug"),
            new Host("REM", "mem.page.remove"),
            new Host("RLC", "mem.page.relocate"),
            new Host("RD", "mem.sept.rd"),
            new Host("BLK", "mem.range.block"),
            new Host("UNB", "mem.range.unblock"));
    private static final List<Host> AT_2M = List.of(
            new Host("SADD", "mem.sept.add"),
            new Host("AUG", "mem.page.aug"),
            new Host("REM", "mem.page.remove"),
            new Host("RD", "mem.sept.rd"),
            new Host("PRO", "mem.page.promote"),
            new Host("DEM", "mem.page.demote"),
            new Host("SREM", "mem.sept.remove"),
            new Host("BLK", "mem.range.block"),
            new Host("UNB", "mem.range.unblock"));
    private static final Host ADD = new Host("ADD", "mem.page.add");
    private static final Host TRACK = new Host("TRK", "mem.track");

    private ExploredPairs() {}

    /** A leaf of the host. */
    private record Host(String name, String leaf) {
        String at(String entry) {
            return this.name.equals("TRK") ? "seamcall " + leaf : PairSearch.call(leaf, entry);
        }
    }

    /** What a vCPU does. */
    private enum Guest {
        ACC,
        VP,
        VP0;

        Set<String> with(Host host, boolean isSame) {
            return switch (this) {
                case ACC -> PairSearch.guest("accept x", host.at(isSame ? "x 4K" : "x[1] 4K"));
                case VP -> PairSearch.entering(host.at("x 4K"));
                case VP0 -> PairSearch.suspected(host.at("x[1] 4K"));
            };
        }
    }

    /** The tables, by the name of their part of the page. */
    public static TreeMap<String, String> parts() {
        TreeMap<String, String> parts = new TreeMap<>();
        parts.put("exploredsmall", table(true));
        parts.put("exploredlarge", table(false));
        return parts;
    }

    /** The cells that say something else than the table of who comes later. */
    public static List<String> disagreements() {
        List<String> found = new ArrayList<>();
        for (boolean isSmall : new boolean[] {true, false}) {
            for (Host first : hosts(isSmall)) {
                for (String second : columns(isSmall)) {
                    String here = cell(isSmall, first, second);
                    String there = ModuleTables.busyPair(first.name, second);
                    if (!here.equals(there) && !there.equals("-")) {
                        found.add(first.name + " with " + second + ": " + here + ", not " + there);
                    }
                }
            }
        }
        return found;
    }

    private static List<Host> hosts(boolean isSmall) {
        List<Host> hosts = new ArrayList<>(isSmall ? AT_4K : AT_2M);
        if (isSmall) {
            hosts.add(TRACK);
            hosts.add(ADD);
        }
        return hosts;
    }

    private static List<String> columns(boolean isSmall) {
        List<String> columns =
                new ArrayList<>(hosts(isSmall).stream().map(Host::name).toList());
        if (isSmall) {
            Arrays.stream(Guest.values()).map(Guest::name).forEach(columns::add);
        }
        return columns;
    }

    private static String table(boolean isSmall) {
        PageTable table = new PageTable("one \\ other", columns(isSmall));
        for (Host one : hosts(isSmall)) {
            table.row(
                    one.name,
                    columns(isSmall).stream()
                            .map(other -> cell(isSmall, one, other))
                            .toList());
        }
        return table.text();
    }

    private static String cell(boolean isSmall, Host one, String other) {
        for (Guest guest : Guest.values()) {
            if (guest.name().equals(other)) {
                return said(one, other, guest.with(one, true), guest.with(one, false));
            }
        }
        Host host = hosts(isSmall).stream()
                .filter(each -> each.name.equals(other))
                .findFirst()
                .orElseThrow();
        String size = isSmall ? " 4K" : " 2M";
        Set<String> same = PairSearch.hosts(one.at("x" + size), host.at("x" + size));
        Set<String> different = PairSearch.hosts(one.at("x" + size), host.at((isSmall ? "x[1]" : "y") + size));
        return said(one, other, same, different);
    }

    /** {@code e} if they meet at one entry only, else how they meet at any. */
    private static String said(Host one, String other, Set<String> same, Set<String> different) {
        if (different.isEmpty() && same.equals(PairSearch.both(PairSearch.ENTRY_BUSY))) {
            return "e";
        }
        if (!same.equals(different)) {
            return "same " + same + ", different " + different;
        }
        if (same.isEmpty()) {
            return ".";
        }
        if (same.equals(PairSearch.both(PairSearch.TREE_BUSY))) {
            return "T";
        }
        if (same.equals(PairSearch.both(PairSearch.EPOCH_BUSY))) {
            return "E";
        }
        boolean isGuest =
                Arrays.stream(Guest.values()).anyMatch(guest -> guest.name().equals(other));
        String zero = "0 by \\d: " + tdrBusy(isGuest ? other : one.name);
        String first = "1 by (\\d|nobody): " + tdrBusy(isGuest ? one.name : other);
        boolean isTdr = same.stream().allMatch(refusal -> refusal.matches(zero) || refusal.matches(first));
        return isTdr ? "R" : same.toString();
    }

    private static String tdrBusy(String name) {
        return switch (name) {
            case "TRK" -> PairSearch.TDR_IN_RCX_BUSY;
            case "VP", "VP0", "ACC" -> PairSearch.TDR_OF_A_VCPU_BUSY;
            default -> PairSearch.TDR_BUSY;
        };
    }
}
