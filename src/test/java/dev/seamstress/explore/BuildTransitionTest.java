package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: each ioctl that builds a TD ends as it does in KVM, whatever the TD, the vCPU, the page and the module say.
 *
 * <p>Method: scripts of one column. A row is a cell: the kernels, how it begins, the operation, its result, what is
 * true at the end. {@code bug}: the KVM_BUG_ON refutes it; one that an injected error brings about is as the script
 * wants it.
 *
 * <p>About {@code TdxInitMemRegion}, {@code TdxTdFinalize}, {@code TdxVcpuInit} and {@code KvmCreateVcpu}.
 */
class BuildTransitionTest {
    private static final String BUG = "bug";
    private static final List<KernelVariant> PREMAPPING =
            List.of(KernelVariant.named("seed-2024"), KernelVariant.named("kvm-6.16"), KernelVariant.named("kvm-6.18"));
    private static final List<KernelVariant> ADDING = List.of(KernelVariant.named("kvm-6.19"));

    /** {@code kernels}: {@code old} for those that premap, {@code new} for those that add, {@code all}. */
    private static List<KernelVariant> kernels(String kernels) {
        return switch (kernels) {
            case "old" -> PREMAPPING;
            case "new" -> ADDING;
            default -> List.of(KernelVariant.named("seed-2024"), KernelVariant.named("kvm-6.16"), KernelVariant.NEWEST);
        };
    }

    private static void check(String kernels, String td, String facts, String rows, String result, String atTheEnd) {
        for (KernelVariant kernel : kernels(kernels)) {
            String text = "TDX t td { " + td + " } { slot 1 = 0x100+8 gmem; slot 2 = 0x200+8; x = 0x100; y = 0x200; "
                    + facts + " }\n VMM ;\n " + rows + " ;\n"
                    + (result.equals(BUG) ? "" : "finally (A = " + result + ")\n")
                    + (atTheEnd == null ? "" : "finally (" + atTheEnd + ")\n");
            ClaimSearch.Result found =
                    ClaimSearch.of(Scene.of("t", text, KernelModel.of(kernel)).world(), 10_000);
            assertThat(found.isExhausted()).isTrue();
            assertThat(found.verdict())
                    .as(kernel.id() + "\n" + text)
                    .isEqualTo(result.equals(BUG) ? "bug_on" : "proved");
        }
    }

    private static final String OTHERS = " => {busy, eio, eexist, einval}";

    @ParameterizedTest(name = "{0}: {1} {2} {3} ends {4}, {5}")
    @CsvSource({
        "all, state = initialized;, '', x, ok, sept(x) = mapped /\\ mirror(x) = present /\\ #add = 1 /\\ #extend = 0",
        "all, state = initialized;, '', x+2, ok, sept(x+2) = mapped /\\ #add = 2 /\\ #sept_add = 3",
        "all, state = initialized;, '', x extend, ok, #add = 1 /\\ #extend = 16",
        "all, '', '', x, einval, sept(x) = free /\\ #add = 0",
        "all, state = initialized;, vcpu(P0) = created;, x, einval, sept(x) = free",
        "all, state = initialized;, vcpu(P1) = none;, x via P1, einval, sept(x) = free",
        "all, state = initialized;, vcpu(P1) = ready;, x via P1, ok, sept(x) = mapped",
        "all, state = initialized;, sept(x) = mapped;, x, eexist, #add = 0",
        "all, state = initialized;, mirror(x) = present;, x, eexist, sept(x) = mapped",
        "all, state = initialized;, attr(x) = shared;, x, einval, mirror(x) = none",
        "all, state = initialized;, attr(x[1]) = shared;, x+2, einval, sept(x) = mapped /\\ sept(x[1]) = free",
        "all, state = initialized;, '', y, einval, #add = 0",
        "all, state = initialized;, '', 0x300, einval, #add = 0",
        "old, state = initialized;, inject busy add once;, x, busy, mirror(x) = present /\\ sept(x) = free",
        "new, state = initialized;, inject busy add once;, x, ok, sept(x) = mapped /\\ #busy add = 1",
        "old, state = initialized;, inject error add once;, x, eio, mirror(x) = present /\\ sept(x) = free /\\ ~bug_on",
        "new, state = initialized;, inject error add once;, x, eio, bug_on",
        "all, state = initialized;, inject busy sept_add nth 2;, x, ok, sept(x) = mapped",
        "all, state = initialized;, inject error sept_add once;, x, eio, bug_on",
        "old, state = initialized;, inject busy extend once;, x extend, eio, sept(x) = mapped",
        "new, state = initialized;, inject busy extend once;, x extend, bug,",
        "old, state = initialized;, inject error extend nth 16;, x extend, eio, #extend = 15",
        "new, state = initialized;, inject error extend nth 16;, x extend, eio, bug_on",
    })
    void initmem(String kernels, String td, String facts, String memory, String result, String atTheEnd) {
        check(kernels, td, facts, "A: initmem " + memory + OTHERS, result, atTheEnd);
    }

    /** A page that PAGE.ADD refused: the fault has prepared it, so that it cannot be populated until it is gone. */
    @ParameterizedTest(name = "{0}: after a busy PAGE.ADD {1} ends {2}")
    @CsvSource({
        "old, A: initmem x, eexist, mirror(x) = present /\\ sept(x) = free",
        "old, A: finalize, einval, opstate = initialized",
        "old, A: convert x to shared, ok, mirror(x) = none",
    })
    void aPageThatIsOnlyPremapped(String kernels, String operation, String result, String atTheEnd) {
        boolean isZap = operation.contains("convert");
        String rows = "initmem x => busy ;\n " + operation + (isZap ? "" : OTHERS.replace("busy, eio, ", ""));
        String seed = isZap ? BUG : result;
        String facts = "inject busy add once;";
        for (KernelVariant kernel : kernels(kernels)) {
            boolean isSeed = kernel.isReconstructed();
            String wanted = isSeed ? seed : result;
            String text = "TDX t td { state = initialized; } { slot 1 = 0x100+8 gmem; x = 0x100; " + facts
                    + " }\n VMM ;\n " + rows.replace("eexist, einval", result) + " ;\n"
                    + (wanted.equals(BUG) ? "" : "finally (A = " + result + " /\\ " + atTheEnd + ")\n");
            assertThat(ClaimSearch.of(
                                    Scene.of("t", text, KernelModel.of(kernel)).world(), 10_000)
                            .verdict())
                    .as(kernel.id() + "\n" + text)
                    .isEqualTo(wanted.equals(BUG) ? "bug_on" : "proved");
        }
    }

    @ParameterizedTest(name = "{0}: {1} {2} finalize ends {3}, {4}")
    @CsvSource({
        "all, state = initialized;, '', ok, opstate = runnable /\\ #mr_finalize = 1",
        "all, '', '', einval, #mr_finalize = 0",
        "all, state = initialized;, inject busy mr_finalize once;, busy, opstate = initialized",
        "all, state = initialized;, inject error mr_finalize once;, eio, bug_on",
        "all, state = initialized;, vcpu(P0) = created;, bug,",
        "all, state = initialized;, vcpu(P0) = none;, bug,",
        "all, state = initialized;, vcpu(P1) = created;, ok, vcpu(P1) = created",
        "all, state = initialized;, sept(x) = mapped;, ok, sept(x) = mapped",
    })
    void finalizeTd(String kernels, String td, String facts, String result, String atTheEnd) {
        check(kernels, td, facts, "A: finalize => {busy, eio, einval}", result, atTheEnd);
    }

    @ParameterizedTest(name = "{0}: {1} {2} vcpuinit P1 ends {3}, {4}")
    @CsvSource({
        "all, state = initialized;, vcpu(P1) = created;, ok, vcpu(P1) = ready /\\ #vp_create = 1 /\\ #vp_init = 1",
        "all, state = initialized;, vcpu(P1) = none;, einval, vcpu(P1) = none /\\ #vp_create = 0",
        "all, state = initialized;, vcpu(P1) = ready;, einval, vcpu(P1) = ready /\\ #vp_create = 0",
        "all, '', vcpu(P1) = created;, einval, vcpu(P1) = created",
        "all, state = initialized;, vcpu(P1) = created; inject busy vp_create once;, bug,",
        "all, state = initialized;, vcpu(P1) = created; inject error vp_create once;, eio, bug_on",
        "all, state = initialized;, vcpu(P1) = created; inject busy vp_init once;, bug,",
        "all, state = initialized;, vcpu(P1) = created; inject error vp_init once;, eio, bug_on",
    })
    void vcpuinit(String kernels, String td, String facts, String result, String atTheEnd) {
        check(kernels, td, facts, "A: vcpuinit P1 => {eio, einval}", result, atTheEnd);
    }

    @ParameterizedTest(name = "{0}: {1} {2} vcpucreate P1 ends {3}, {4}")
    @CsvSource({
        "all, state = initialized;, vcpu(P1) = none;, ok, vcpu(P1) = created /\\ #vp_create = 0",
        "all, state = initialized;, vcpu(P1) = created;, eexist, vcpu(P1) = created",
        "all, state = initialized;, vcpu(P1) = ready;, eexist, vcpu(P1) = ready",
        "all, '', vcpu(P1) = none;, eio, vcpu(P1) = none",
    })
    void vcpucreate(String kernels, String td, String facts, String result, String atTheEnd) {
        check(kernels, td, facts, "A: vcpucreate P1 => {eexist, eio}", result, atTheEnd);
    }

    /** A failure that no script should see leaves the VM dead, and the rest of the script is told so. */
    @Test
    void afterABugAllIsRefused() {
        String text = "TDX t td { state = initialized; } { slot 1 = 0x100+8 gmem; x = 0x100; vcpu(P1) = created; "
                + "vcpu(P2) = none; inject error vp_init once; }\n P0 | VMM ;\n"
                + " wait A | A: vcpuinit P1 => eio ;\n R: enter => vmdead | B: initmem x => vmdead ;\n"
                + " | C: finalize => vmdead ;\n | D: vcpucreate P2 => vmdead ;\n | E: vcpuinit P1 => vmdead ;\n"
                + "finally (A = eio /\\ B = vmdead /\\ C = vmdead /\\ D = vmdead /\\ E = vmdead /\\ R = vmdead)\n"
                + "finally (bug_on /\\ vcpu(P1) = created /\\ opstate = initialized)\n";
        assertThat(ClaimSearch.of(Scene.of("t", text).world(), 10_000).verdict())
                .isEqualTo("proved");
    }

    @ParameterizedTest(name = "{0} {1} {2} ends {3}")
    @CsvSource({
        "state = initialized;, '', enter, einval",
        "state = initialized;, '', fault x, einval",
        "state = initialized;, '', read x, einval",
        "state = initialized;, '', write x shared, einval",
        "state = initialized;, '', exec x, einval",
        "state = initialized;, '', accept x, einval",
        "state = initialized;, '', mapgpa x to private, einval",
        "state = initialized;, '', load, ok",
        "'', vcpu(P0) = created; vcpu(P1) = ready;, enter, einval",
        "'', vcpu(P0) = none; vcpu(P1) = ready;, enter, einval",
        "'', vcpu(P1) = created;, enter, ok",
        "'', '', enter, ok",
        "'', '', fault x, ok",
    })
    void kvmRun(String td, String facts, String operation, String result) {
        String text = "TDX t td { " + td + " } { slot 1 = 0x100+8 gmem; x = 0x100; " + facts + " }\n P0 ;\n A: "
                + operation + " => " + result + " ;\nfinally (A = " + result + " /\\ mode(P0) = outside)\n"
                + (result.equals("einval") ? "never (seen(enter))\n" : "");
        for (KernelVariant kernel : kernels("all")) {
            assertThat(ClaimSearch.of(
                                    Scene.of("t", text, KernelModel.of(kernel)).world(), 10_000)
                            .verdict())
                    .as(text)
                    .isEqualTo("proved");
        }
    }
}
