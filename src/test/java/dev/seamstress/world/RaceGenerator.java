package dev.seamstress.world;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.sched.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes races from a seed: four vCPUs with random operations on a few gfns, and beside them a userspace that converts,
 * kicks and signals, and a host that changes its mapping; also with huge pages, other kernels and calls that fail.
 *
 * <p>Every one of them ends, whatever its schedule: each operation takes every result that it can have, nothing loops,
 * and the failures are such that no kernel retries for ever.
 */
public final class RaceGenerator {
    private static final int VCPUS = 4;
    private static final int GFNS = 4;
    private static final KernelVariant[] KERNELS = {
        KernelVariant.KVM_6_19, KernelVariant.KVM_6_19, KernelVariant.KVM_6_16, KernelVariant.SEED_2024
    };

    private final SplitMix64 random;
    private final String name;
    private final VmKind vm;
    private final boolean isHuge;

    private enum VmKind {
        TDX,
        SW_PROTECTED,
        DEFAULT
    }

    private RaceGenerator(long seed, int number) {
        this.random = new SplitMix64(seed * 1_000_033 + number);
        this.name = "race-s" + seed + "-n" + number;
        this.vm = oneIn(6) ? (oneIn(2) ? VmKind.SW_PROTECTED : VmKind.DEFAULT) : VmKind.TDX;
        this.isHuge = oneIn(4);
    }

    /** The {@code number}-th race of {@code seed}. */
    public static Scene scene(long seed, int number) {
        RaceGenerator generator = new RaceGenerator(seed, number);
        KernelVariant kernel =
                generator.vm == VmKind.TDX ? KERNELS[generator.random.below(KERNELS.length)] : KernelVariant.KVM_6_19;
        String text = generator.text();
        return Scene.of(generator.name + ":\n" + text, text, KernelModel.of(kernel));
    }

    private boolean oneIn(int n) {
        return random.below(n) == 0;
    }

    private String pick(String... words) {
        return words[random.below(words.length)];
    }

    private String text() {
        StringBuilder text = new StringBuilder("TDX " + name + "\n");
        switch (vm) {
            case TDX -> text.append(pick("", "", "module = 1.5.05\n")).append(pick("", "", "td { ve_on_pending; }\n"));
            case SW_PROTECTED -> text.append("vm = sw_protected\n");
            case DEFAULT -> text.append("vm = default\n");
        }
        text.append(isHuge ? "{ slot 1 = 0x200+512 gmem thp; x = 0x200;" : "{ slot 1 = 0x100+8 gmem; x = 0x100;");
        facts(text);
        text.append(" }\n");
        columns(text);
        return text.toString();
    }

    private void facts(StringBuilder text) {
        for (int i = 0; i < GFNS; i++) {
            boolean isShared = vm != VmKind.TDX || oneIn(3);
            if (isShared && vm == VmKind.TDX || vm == VmKind.SW_PROTECTED && oneIn(2)) {
                text.append(" attr(x[").append(i).append("]) = shared;");
            }
            if (oneIn(2)) {
                text.append(' ').append(entry(i, isShared)).append(';');
            }
        }
        if (vm == VmKind.TDX && oneIn(4)) {
            text.append(" inject ")
                    .append(pick("busy aug once", "busy block once", "busy track nth 1", "busy remove once"))
                    .append(';');
        } else if (vm == VmKind.TDX && oneIn(5)) {
            text.append(" inject ")
                    .append(pick("busy P0 enter any", "error aug once", "interrupted aug once"))
                    .append(';');
        }
    }

    private String entry(int i, boolean isShared) {
        String gfn = "x[" + i + "]";
        return isShared ? "direct(" + gfn + ") = present" : "sept(" + gfn + ") = " + pick("pending", "mapped");
    }

    private void columns(StringBuilder text) {
        List<String> header = new ArrayList<>();
        for (int i = 0; i < VCPUS; i++) {
            header.add(" P" + i);
        }
        header.add(" VMM");
        header.add(pick(" HOSTMM", " HOSTMM", " VMM1"));
        text.append(String.join(" |", header)).append(" ;\n");
        int rows = 1 + random.below(2);
        for (int row = 0; row < rows; row++) {
            List<String> cells = new ArrayList<>();
            for (String column : header) {
                cells.add(oneIn(5) ? " " : ' ' + cell(column.trim()));
            }
            text.append(String.join(" |", cells)).append(" ;\n");
        }
    }

    private String cell(String column) {
        if (column.startsWith("P")) {
            return guests();
        }
        return column.equals("HOSTMM") ? hosts() : userspaces();
    }

    private String gfn() {
        return "x[" + random.below(GFNS) + "]";
    }

    private String side() {
        return vm == VmKind.TDX && oneIn(3) ? " shared" : "";
    }

    private String guests() {
        return switch (random.below(vm == VmKind.TDX ? 10 : 8)) {
            case 0 -> "load => vmdead";
            case 1 -> "enter => vmdead";
            case 2, 3 -> "fault " + gfn() + side() + " => {memfault, mmio, eintr, vmdead}";
            case 4, 5 -> access() + " => {pending, memfault, mmio, eintr, vmdead}";
            case 6 -> "write " + gfn() + side() + " => {pending, memfault, mmio, eintr, vmdead}";
            case 7 -> "mapgpa " + gfn() + " to " + pick("private", "shared") + " => {failed, vmdead}";
            default -> "accept " + gfn() + " => {already, mismatch, busy, memfault, eintr, vmdead}";
        };
    }

    /** A TD that fetches an instruction from shared memory is dead, which would end most races early. */
    private String access() {
        return vm == VmKind.TDX || oneIn(2) ? "read " + gfn() + side() : "exec " + gfn();
    }

    private String userspaces() {
        return switch (random.below(6)) {
            case 0 -> "kick P" + random.below(VCPUS);
            case 1 -> "signal P" + random.below(VCPUS);
            default ->
                "convert " + pick("x", "x[1]", "x+2", "x+4") + " to " + pick("private", "shared")
                        + " => {einval, vmdead}";
        };
    }

    private String hosts() {
        return "notify " + pick("x", "x[1]", "x+2", "x+4") + ' ' + pick("madvise", "migrate", "munmap", "protect");
    }
}
