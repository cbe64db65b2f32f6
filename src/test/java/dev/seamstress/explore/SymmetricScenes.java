package dev.seamstress.explore;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;

/**
 * Scenes with vCPUs that nothing names: each another part of the model, small enough to be searched with nothing
 * merged.
 */
final class SymmetricScenes {
    private static final String TABLE = "slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table;";
    private static final String SHARED = "slot 1 = 0x100+8 gmem; x = 0x100; attr(x) = shared; direct(x) = present;";
    private static final String MAPPED = "slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped;";

    private static final String UNMAPPED = "slot 1 = 0x100+8 gmem; x = 0x100; attr(x) = shared;";
    private static final String COLD_ROOTS =
            "slot 1 = 0x100+8 gmem; x = 0x100; #roots(mirror) = 0; #roots(direct) = 0;";

    private SymmetricScenes() {}

    private static Scene scene(String name, String facts, String... rows) {
        return Scene.of(name, text(name, facts, rows));
    }

    private static Scene mutant(String mutation, String facts, String... rows) {
        KernelModel model = KernelModel.of(KernelVariant.NEWEST, List.of(mutation));
        return Scene.of(mutation, text(mutation, facts, rows), model);
    }

    private static Scene plain(String name, String facts, String... rows) {
        return Scene.of(name, text(name, facts, rows).replaceFirst("\n", "\nvm = default\n"));
    }

    private static Scene stepped(String name, String facts, String... rows) {
        return Scene.of(name, text(name, facts, rows).replaceFirst("\n", "\ntd { zerostep; }\n"));
    }

    private static String text(String name, String facts, String... rows) {
        return "TDX " + name + "\n{ " + facts + " }\n" + String.join("\n", rows) + "\n";
    }

    /** Those in which vCPUs can be exchanged in every state. */
    static List<Scene> alone() {
        return List.of(
                scene("fault", TABLE, "P[0..1];", "A: fault x;", "finally (A = ok /\\ #aug(x) = 1)"),
                stepped("stepped", TABLE, "P[0..1];", "A: fault x;", "finally (A = ok /\\ #aug(x) = 1)"),
                scene("fault-three", MAPPED, "P[0..2];", "A: fault x;", "finally (A = ok)"),
                scene("cold", "slot 1 = 0x100+8 gmem; x = 0x100;", "P[0..1];", "A: fault x;"),
                scene("retried", TABLE, "P[0..1];", "A: fault x;", "sometimes (seen(retry frozen))"),
                scene("at-rest", TABLE, "P[0..1];", "A: fault x;", "never at rest (mirror(x) = frozen)"),
                scene("accept", TABLE, "P[0..1];", "A: accept x => {ok, already, busy, mismatch};"),
                scene("load", "slot 1 = 0x100+8 gmem; #roots(mirror) = 0; #roots(direct) = 0;", "P[0..2];", "load;"),
                scene("writes", SHARED, "P[0..1];", "write x shared;", "B: read x shared;"),
                scene("writes-two", SHARED, "P[0..2];", "repeat 2 { write x shared };"),
                scene("shared-fault", "slot 1 = 0x100+8; x = 0x100;", "P[0..1];", "fault x shared;"),
                scene("busy", TABLE + " inject busy aug once;", "P[0..1];", "A: fault x;", "finally (A = ok)"),
                scene("beside-one", MAPPED, "P[0..1] | P2;", "enter | B: fault x;", "finally (B = ok)"),
                scene("beside-one-that-writes", SHARED, "P[1..2] | P0;", "A: read x shared | B: write x shared;"),
                scene("two-groups", SHARED, "P[0..1] | P[2..3];", "read x shared | load;"),
                plain("plain", "slot 1 = 0x100+8; x = 0x100;", "P[0..1];", "A: write x;"));
    }

    /** Those beside a thread that kicks the vCPUs in the order of their numbers: they are alike once it is over. */
    static List<Scene> besideKickers() {
        return List.of(
                scene("load-notify", SHARED, "P[0..1] | HOSTMM;", "load | N: notify x madvise;"),
                scene("load-convert", MAPPED, "P[0..2] | VMM;", "load | C: convert x to shared;"),
                scene("load-convert-back", UNMAPPED, "P[0..1] | VMM;", "A: load | C: convert x to private;"),
                scene("load-zap-all", SHARED, "P[0..1] | VMM;", "A: load | Z: zapfast;"),
                scene("fault-signal", MAPPED, "P[0..1] | P2 | VMM;", "fault x | load | signal P2;"));
    }

    /** Those in which a vCPU kicks the others after all, which their text does not tell. */
    static List<Scene> deceptive() {
        return List.of(
                scene("killed", TABLE, "P[0..1];", "A: accept x => {ok, already, busy, mismatch};", "read x;"),
                scene("killed-by-another", TABLE, "P[0..1] | P2;", "load | read x;"));
    }

    /** Broken kernels in which nobody kicks before it is seen that they are. */
    static List<Scene> mutants() {
        return List.of(
                mutant("b06-no-root-recheck", COLD_ROOTS, "P[0..1];", "load;", "fault x;"),
                mutant("b14-seq-as-int", "slot 1 = 0x100+8 gmem; x = 0x100; seq = far;", "P[0..1];", "fault x;"),
                mutant("b27-op-twice", TABLE, "P[0..1];", "fault x;"),
                mutant("b28-no-freeze", TABLE, "P[0..1];", "fault x;"));
    }

    /**
     * Large ones, to be searched up to a bound for a rule that is broken early; and a livelock of two vCPUs that each
     * go their round, in which one of them half-way, and the other the other half, comes to a state that is merged with
     * the one it began in and is another.
     */
    static List<Scene> largeMutants() {
        return List.of(
                mutant("b14-seq-as-int", UNMAPPED + " seq = far;", "P[0..1];", "read x shared;"),
                mutant("b15-seq-ignored", SHARED, "P[0..1] | HOSTMM;", "read x shared | notify x madvise;"),
                mutant(
                        "b29-no-rollback",
                        TABLE,
                        "P[0..1] | P2;",
                        "accept x => {ok, already, busy, mismatch} | fault x;"),
                mutant("b33-track-no-kick", MAPPED, "P[0..1] | VMM;", "enter | convert x to shared;"));
    }
}
