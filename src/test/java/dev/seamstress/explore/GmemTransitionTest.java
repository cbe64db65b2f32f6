package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: each operation on the guest_memfd file ends as it does in KVM, whatever the page, the slot and the file are.
 *
 * <p>Method: scripts whose columns follow each other; a row is a cell: how it begins, the operations, what is true at
 * the end. Exhaustive, under an old kernel and the newest.
 *
 * <p>About {@code KvmGmemPunchHole}, {@code KvmGmemRelease}, {@code KvmGmemErrorFolio}, {@code KvmGmemPopulate} and
 * what {@code FaultinPfn} makes of a file.
 */
class GmemTransitionTest {
    private static void check(String vm, String facts, String columns, String claim) {
        for (KernelVariant kernel : new KernelVariant[] {KernelVariant.KVM_6_16, KernelVariant.NEWEST}) {
            String text = "TDX t " + vm + " { slot 1 = 0x100+8 gmem; slot 2 = 0x200+8; x = 0x100; y = 0x200; " + facts
                    + " }\n" + columns + "\nfinally (" + claim + ")\n";
            ClaimSearch.Result found =
                    ClaimSearch.of(Scene.of("t", text, KernelModel.of(kernel)).world(), 50_000);
            assertThat(found.verdict()).as(kernel.id() + "\n" + text).isEqualTo("proved");
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "'', punch x, sept(x) = free /\\ mirror(x) = none /\\ #block = 0",
        "sept(x) = mapped;, punch x, sept(x) = free /\\ mirror(x) = none /\\ #block = 1 /\\ #remove = 1",
        "sept(x) = pending;, punch x, sept(x) = free /\\ #remove = 1",
        "sept(x+3) = mapped;, punch x[1], sept(x) = mapped /\\ sept(x[1]) = free /\\ sept(x[2]) = mapped",
        "sept(x+2) = mapped;, punch x+8, sept(x+2) = free /\\ #remove = 2",
        "sept(x) = mapped;, punch 0x300, sept(x) = mapped /\\ #block = 0",
        "direct(y) = present;, punch y, direct(y) = present",
        "attr(x) = shared; direct(x) = present;, punch x, direct(x) = present",
        "sept(x) = mapped;, poison x, sept(x) = free /\\ mirror(x) = none /\\ #remove = 1",
        "sept(x+2) = mapped;, poison x[1], sept(x) = mapped /\\ sept(x[1]) = free",
        "'', poison x, #block = 0",
        "sept(x+2) = mapped;, release, sept(x+2) = free /\\ mirror(x+2) = none /\\ #remove = 2",
        "attr(x) = shared; direct(x) = present; sept(x[1]) = mapped;, release,"
                + " direct(x) = present /\\ sept(x[1]) = free",
        "'', release, #block = 0",
    })
    void whatIsMappedOfThePagesGoesAndNothingElse(String facts, String operation, String claim) {
        check("", facts, " GMEM ;\n U: " + operation + " ;", "U = ok /\\ " + claim);
    }

    /** Of a VM without a mirror the private alias is in the direct tree. */
    @ParameterizedTest
    @CsvSource({"punch x", "poison x", "release"})
    void soItDoesWithoutAMirror(String operation) {
        check(
                "vm = sw_protected",
                "direct(x+2) = present;",
                " GMEM ;\n U: " + operation + " ;",
                "U = ok /\\ direct(x) = none");
    }

    @ParameterizedTest(name = "fault after {0} ends {1}")
    @CsvSource({
        "punch x, A = ok /\\ sept(x) = pending",
        "poison x, A = memfault /\\ sept(x) = free",
        "poison x[1], A = ok /\\ sept(x) = mapped",
        "release, A = memfault /\\ sept(x) = free",
    })
    void whatAFaultMeetsAfterwards(String operation, String claim) {
        check("", "sept(x) = mapped;", " GMEM | P0 ;\n U: " + operation + " | wait U ;\n | A: fault x ;", claim);
    }

    /** That userspace tries again does not help where the memory has failed. */
    @ParameterizedTest
    @CsvSource({"rerun", "convert"})
    void poisonIsNotTriedAgain(String policy) {
        check("onfault = " + policy, "", " GMEM | P0 ;\n U: poison x | wait U ;\n | A: fault x ;", "A = memfault");
    }

    /** A hole takes the failed page away; the next one is good. */
    @Test
    void aHoleHeals() {
        check("", "", " GMEM | P0 ;\n poison x | wait U ;\n U: punch x | A: fault x ;", "A = ok");
    }

    @ParameterizedTest(name = "{0}: then populate ends {1}")
    @CsvSource({
        "punch x, ok",
        "poison x, eio",
        "poison x[1], ok",
        "release, efault",
    })
    void whatAPopulateMeets(String operation, String result) {
        check(
                "",
                "",
                " VMM ;\n populate x ;\n punch x ;\n " + operation + " ;\n A: populate x => {ok, eio, efault} ;",
                "A = " + result);
    }

    @ParameterizedTest(name = "after {0}: {1}")
    @CsvSource({
        "'', eexist",
        "punch x, ok",
        "punch x[1], eexist",
    })
    void aHoleMakesAPopulatedPageRaw(String operation, String result) {
        String hole = operation.isEmpty() ? "" : " " + operation + " ;\n";
        check("", "", " VMM ;\n populate x ;\n" + hole + " A: populate x => {ok, eexist} ;", "A = " + result);
    }

    @ParameterizedTest(name = "after {0}: {1} = {2}")
    @CsvSource({
        "release, punch x, failed",
        "release, release, failed",
        "release, poison x, ok",
        "poison x, poison x, ok",
        "poison x, release, ok",
        "punch x, punch x, ok",
    })
    void aClosedFileTakesNoMoreCalls(String first, String second, String result) {
        String announced = second.startsWith("poison") ? "" : " => {ok, failed}";
        check("", "sept(x) = mapped;", " GMEM ;\n " + first + " ;\n U: " + second + announced + " ;", "U = " + result);
    }

    /** An ioctl about a memslot that is not there is enough for holes to hold the file. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"U = ok /\\ A = ok", "U = ok /\\ A = memfault", "U = unset /\\ A = ok", "U = failed"})
    void aHoleKeepsTheFileForOthers(String seen) {
        String text = "TDX t { slot 1 = 0x100+8 gmem; x = 0x100; sept(x[1]) = mapped; }\n"
                + " P0                           | GMEM                       | GMEM1      | VMM                 ;\n"
                + " wait R                       | U: punch x => {ok, failed} | R: release | delslot 9 => einval ;\n"
                + " A: fault x => {ok, memfault} |                            |            |                     ;\n"
                + "sometimes (" + seen + ")\nfinally (R = ok /\\ sept(x) = free /\\ sept(x[1]) = free)\n";
        ClaimSearch.Result found = ClaimSearch.of(
                Scene.of("t", text, KernelModel.of(KernelVariant.NEWEST)).world(), 200_000);
        assertThat(found.verdict()).as(text).isEqualTo("proved");
    }

    @ParameterizedTest(name = "after {0} hosttouch ends {1}, then populate {2}")
    @CsvSource({
        "punch x, ok, eexist",
        "poison x, failed, eio",
    })
    void theHostTouchesThePage(String operation, String touched, String populated) {
        check(
                "",
                "",
                " GMEM | HOSTMM | VMM ;\n U: " + operation
                        + " | wait U | wait T ;\n | T: hosttouch x => {ok, failed} | A: populate x => {eexist, eio} ;",
                "T = " + touched + " /\\ A = " + populated);
    }

    /** What the guest wrote into the page that went, it does not miss in the next. */
    @Test
    void aGuestGoesOnWithThePageThatComesAgain() {
        check(
                "vm = sw_protected",
                "",
                " P0 | GMEM ;\n A: write x | wait A ;\n wait U | U: punch x ;\n B: read x | ;",
                "A = ok /\\ B = ok");
    }
}
