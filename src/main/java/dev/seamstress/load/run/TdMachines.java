package dev.seamstress.load.run;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import java.util.ArrayList;
import java.util.List;

/**
 * The machines of one TD, numbered as if there were no others.
 *
 * <p>Shape: where there are several TDs, each has the same number of machines, one after the other, and the owner of
 * what they share comes after them all. It has the number after those of the TD, and whoever is of another TD has the
 * one after that.
 */
final class TdMachines {
    private static final int ON_BEHALF_OF_ALL = 2;

    private final int first;
    private final int count;
    private final int owner;

    /** Of TD {@code td} of {@code tds}, each with {@code count} machines. */
    TdMachines(int td, int tds, int count) {
        this.first = td * count;
        this.count = count;
        this.owner = tds == 1 ? -1 : tds * count;
    }

    /** Its number. */
    int number(int machine) {
        if (machine == owner) {
            return count;
        }
        return machine >= first && machine < first + count ? machine - first : count + 1;
    }

    /** True if it is the TD's own, or what all TDs share. */
    boolean isSeen(int machine) {
        return number(machine) <= count;
    }

    /** The names of the machines, by number, if those of all TDs have these. */
    List<String> names(List<String> all) {
        List<String> names = new ArrayList<>(count + ON_BEHALF_OF_ALL);
        names.addAll(all.subList(first, first + count));
        if (owner >= 0) {
            names.add(all.get(owner));
            names.add("other TDs");
        }
        return names;
    }

    /** Number {@code index} of an event at one of them, in which machines are named by their numbers. */
    long argument(Event event, int index, long value) {
        return switch (event.arg(index).name()) {
            case "call", "by" -> CallName.isCall(value) ? CallName.from(value, first) : value;
            case "holder" -> number((int) value);
            default -> value;
        };
    }
}
