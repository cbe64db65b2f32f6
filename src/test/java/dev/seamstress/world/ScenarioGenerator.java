package dev.seamstress.world;

import dev.seamstress.sched.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes small scenarios of vCPUs from a seed: one to four columns, a few gfns on both sides, some facts.
 *
 * <p>Every one of them ends: it has no unbounded loop, and where userspace repeats a memory fault no access has one.
 */
public final class ScenarioGenerator {
    private static final int GFNS = 4;

    private final SplitMix64 random;
    private final String name;
    private final boolean isTd;
    private final boolean isRerun;
    private final boolean[] isShared = new boolean[GFNS];

    private ScenarioGenerator(long seed, int number) {
        this.random = new SplitMix64(seed * 1_000_003 + number);
        this.name = "generated-s" + seed + "-n" + number;
        this.isTd = !oneIn(5);
        this.isRerun = oneIn(3);
        for (int i = 0; i < GFNS; i++) {
            isShared[i] = oneIn(3);
        }
    }

    /** The {@code number}-th scenario of {@code seed}. */
    public static Scene scene(long seed, int number) {
        ScenarioGenerator generator = new ScenarioGenerator(seed, number);
        String text = generator.text();
        return Scene.of(generator.name + ":\n" + text, text);
    }

    private boolean oneIn(int n) {
        return random.below(n) == 0;
    }

    private String pick(String... words) {
        return words[random.below(words.length)];
    }

    private String text() {
        StringBuilder text = new StringBuilder("TDX " + name + "\n");
        if (isTd) {
            text.append(pick("", "", "module = 1.5.05\n"));
            text.append(pick("", "", "td { ve_on_pending; }\n", "td { gpaw = 52; }\n"));
        } else {
            text.append("vm = ").append(pick("sw_protected", "default")).append('\n');
        }
        text.append(isRerun ? "onfault = rerun\n" : "");
        text.append("{ slot 1 = 0x100+").append(GFNS).append(" gmem; x = 0x100;\n");
        boolean isCold = oneIn(4);
        if (isCold) {
            text.append(isTd ? "  #roots(mirror) = 0;" : "").append(" #roots(direct) = 0;\n");
        }
        facts(text, !isCold);
        text.append("}\n");
        columns(text);
        return text.toString();
    }

    private void facts(StringBuilder text, boolean hasRoots) {
        boolean hasAttributes = isTd || text.indexOf("sw_protected") >= 0;
        for (int i = 0; i < GFNS; i++) {
            if (isShared[i] && hasAttributes) {
                text.append("  attr(x[").append(i).append("]) = shared;\n");
            }
            isShared[i] |= !hasAttributes;
            if (hasRoots && oneIn(3)) {
                text.append("  ").append(entry(i)).append(";\n");
            }
        }
    }

    private String entry(int i) {
        if (isShared[i] || !isTd) {
            return "direct(x[" + i + "]) = " + pick("present", "readonly");
        }
        return pick(
                "mirror(x[" + i + "],2M) = table",
                "mirror(x[" + i + "]) = present",
                "sept(x[" + i + "]) = pending",
                "sept(x[" + i + "]) = mapped");
    }

    private void columns(StringBuilder text) {
        int count = 1 + random.below(4);
        List<String> header = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            header.add(" P" + i);
        }
        text.append(String.join(" |", header)).append(" ;\n");
        int rows = 1 + random.below(3);
        for (int row = 0; row < rows; row++) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cells.add(oneIn(5) ? " " : " " + cell());
            }
            text.append(String.join(" |", cells)).append(" ;\n");
        }
    }

    private String cell() {
        String first = op();
        String kind = first.split(" ")[0];
        if (oneIn(6)) {
            return "repeat " + (1 + random.below(3)) + " { " + first + ", " + op() + " }";
        }
        boolean isAccess = List.of("read", "write", "exec", "fault").contains(kind);
        if (oneIn(2)) {
            return first;
        } else if (isAccess) {
            return first + " => {ok, memfault, mmio" + (kind.equals("fault") ? "}" : ", pending}");
        }
        return kind.equals("accept") ? first + " => {already, busy, mismatch, memfault}" : first;
    }

    private String op() {
        return switch (random.below(isTd ? 10 : 8)) {
            case 0 -> "load";
            case 1 -> "enter";
            case 2, 3 -> access("fault");
            case 4 -> access("read");
            case 5, 6 -> access("write");
            case 7 -> access("exec");
            default -> "accept x[" + privateGfn() + "]";
        };
    }

    /** On the side that the attribute says, most of the time; an instruction fetch from shared memory is a bug. */
    private String access(String verb) {
        int gfn = random.below(GFNS);
        boolean isWrongSide = !isRerun && oneIn(6);
        boolean isSharedSide = isTd && isShared[gfn] != isWrongSide;
        String place = !isRerun && oneIn(12) ? "0x900" : "x[" + gfn + "]";
        return verb + " " + place + (isSharedSide ? " shared" : "");
    }

    /** Where userspace would repeat a memory fault for ever, only what is private can be accepted. */
    private int privateGfn() {
        int gfn = random.below(GFNS);
        for (int i = 0; i < GFNS && isRerun && isShared[gfn]; i++) {
            gfn = (gfn + 1) % GFNS;
        }
        return gfn;
    }
}
