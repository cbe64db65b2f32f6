package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.words.Leaf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a word that this version cannot run is refused where it stands; a word that it can run is not.
 *
 * <p>Method: for each word a scenario that uses it, with a caret before the place. Whoever builds a word takes it out
 * of {@link Unmodelled}; its row then says that it runs.
 */
class UnmodelledTest {
    private static final String HEAD = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n";
    private static final Map<String, String> ROWS = new TreeMap<>();

    static {
        vcpu("mapgpa x to shared", "resetctx", "cpu 1", "on kick", "at 5us");
        ROWS.put("wait", HEAD + " P0 | P1 ;\n A: load | ^wait A ;\n");
        vmm("convert x to shared", "addslot 2 = 0x200+8", "delslot 1", "moveslot 1 to 0x200", "dirtylog 1 on");
        vmm("getdirty 1", "cleardirty x+1", "prefault x+1", "initmem x+1", "populate x+1", "finalize");
        vmm("vcpucreate P0", "vcpuinit P0", "vcpudestroy P0", "vmdestroy", "zapfast", "nxrecover");
        vmm("apicvinhibit", "noncoherent");
        vmm("punch x+1", "release", "poison x", "signal P0", "kick P0");
        for (String leaf : List.of(
                "mem.rd x",
                "mem.wr x",
                "mng.rd",
                "mng.wr",
                "mng.create",
                "mng.addcx x",
                "vp.create P0 x",
                "vp.addcx P0 x",
                "vp.enter P0",
                "vp.rd P0",
                "vp.wr P0")) {
            ROWS.put("seamcall " + leaf.split(" ")[0], HEAD + " VMM ;\n seamcall ^" + leaf + " ;\n");
        }
        for (String cell : List.of("notify x+1 munmap", "age x+1", "hosttouch x+1")) {
            cell("HOSTMM", cell);
        }
        for (String column : List.of("VMM", "HOSTMM", "GMEM")) {
            ROWS.put(column, HEAD + " P0 | ^" + column + " ;\n load | ;\n");
        }
        option("timers = any", "timers = ^any");
        option("onfault = convert", "onfault = ^convert");
        option("dpamt", "module = ^dpamt");
        option("state = initialized", "td { state = ^initialized; }");
        ROWS.put("state = none", "TDX t\ntd { state = ^none; }\n{ }\n VMM ;\n seamcall mng.create ;\n");
        option("zerostep", "td { ^zerostep; }");
        option("huge", "td { ^huge; }");
        option("b29-no-rollback", "mutate = ^b29-no-rollback");
        option("local-retry", "mutate = ^local-retry");
        option("no-local-retry", "mutate = ^no-local-retry");
        fact("slot 2 = 0x200+8 ^thp", "thp");
        fact("slot 2 = 0x200+8 ^readonly", "readonly in a TD");
        for (Leaf leaf : Leaf.values()) {
            if (leaf.onlyRaw().isEmpty()) {
                fact("^inject busy " + leaf.word() + " once", "inject " + leaf.word());
            }
        }
        fact("^seq = far", "seq = far");
        fact("^mmio_gen = wrap", "mmio_gen = wrap");
        fact("^vcpu(P1) = none", "vcpu = none");
        fact("^vcpu(P1) = created", "vcpu = created");
        ROWS.put("tlb", HEAD + " P0 ;\n load ;\nnever (vmdead \\/ ^tlb(P0,x) = private)\n");
    }

    private static void vcpu(String... cells) {
        for (String cell : cells) {
            ROWS.put(cell.split(" ")[0], HEAD + " P0 ;\n ^" + cell + " ;\n");
        }
    }

    private static void vmm(String... cells) {
        for (String cell : cells) {
            cell("VMM", cell);
        }
    }

    private static void cell(String column, String cell) {
        ROWS.put(cell.split(" ")[0], HEAD + " P0 | " + column + " ;\n load | ^" + cell + " ;\n");
    }

    private static void option(String word, String option) {
        ROWS.put(word, HEAD.replace("TDX t\n", "TDX t\n" + option + "\n") + " P0 ;\n load ;\n");
    }

    private static void fact(String decl, String word) {
        ROWS.put(word, HEAD.replace("x = 0x100;", "x = 0x100; " + decl + ";") + " P0 | P1 ;\n load | load ;\n");
    }

    static Stream<String> words() {
        return ROWS.keySet().stream();
    }

    private static ReadResult read(String text) {
        return ScenarioReader.read("t.tdx", text.getBytes(StandardCharsets.UTF_8), new ModelNames());
    }

    /** The place of the caret in {@code text}, as errors give it. */
    private static String place(String text) {
        String before = text.substring(0, text.indexOf('^'));
        return before.chars().filter(c -> c == '\n').count() + 1 + ":" + (before.length() - before.lastIndexOf('\n'));
    }

    @ParameterizedTest
    @MethodSource("words")
    void isRefusedWhereItStandsOrRuns(String word) {
        String text = ROWS.get(word);
        ReadResult read = read(text.replace("^", ""));
        String refusal = "t.tdx:" + place(text) + ": error: not modelled yet: " + word + "\n";
        if (Unmodelled.has(word)) {
            assertThat(read.isGood()).isFalse();
            assertThat(read.problems().render()).contains(refusal);
        } else {
            assertThat(read.problems().notModelled()).doesNotContain(word);
        }
        assertThat(read.problems().isEmpty() || read.problems().isOnlyNotModelled())
                .as(read.problems().render())
                .isTrue();
    }

    @Test
    void whatStandsBehindALeafThatCannotBeCalledIsNoSecondError() {
        ReadResult read = read(HEAD + " VMM ;\n A: seamcall mem.rd ;\nfinally (A = ok)\n");
        assertThat(read.problems().render())
                .contains("t.tdx:4:14: error: not modelled yet: seamcall mem.rd\n")
                .endsWith("1 error\n");
    }

    @Test
    void everyWordHasARow() {
        assertThat(ROWS.keySet()).containsAll(Unmodelled.words());
    }

    @Test
    void allWordsOfAFileAreNamedAtOnceAndEachOnce() {
        ReadResult read = read("TDX t\ntimers = any\ntd { zerostep; }\n{ slot 1 = 0x100+8 gmem thp; seq = far; }\n"
                + " P0   | P1   | VMM                      ;\n cpu 1 | cpu 0 | convert 0x100 to shared ;\n"
                + "never (tlb(P0,0x100) = private)\nfinally (zerostep(P0) = 1 /\\ tlb(P1,0x100) = none)\n");
        assertThat(read.problems().notModelled())
                .isEqualTo(Stream.of("timers = any", "zerostep", "thp", "seq = far", "VMM", "cpu", "convert", "tlb")
                        .filter(Unmodelled::has)
                        .toList());
    }

    /** Nobody compares generations, so states return. */
    @ParameterizedTest
    @CsvSource({
        "P0 | VMM, read x | loop { addslot 7 = 0x700+8 } until einval",
        "P0 | VMM, accept x | loop { moveslot 9 to 0x700 } until einval",
        "VMM, 'loop { delslot 1, addslot 1 = 0x100+8 gmem } until einval'",
    })
    void memslotsChangeInALoopWhereNoAccessIsMmio(String columns, String operations) {
        runs(columns, operations);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "VMM | GMEM | GMEM1, delslot 1 | punch x | release",
        "VMM | GMEM | GMEM1, addslot 7 = 0x700+8 | poison x | release",
        "VMM | GMEM, addslot 7 = 0x700+8 gmem | release",
        "VMM | VMM1 | GMEM, delslot 1 | vmdestroy | punch x",
    })
    void memslotsChangeBesideAllThatIsDoneToTheirFile(String columns, String operations) {
        runs(columns, operations);
    }

    private static void runs(String columns, String operations) {
        ReadResult read = read(HEAD + " " + columns + " ;\n " + operations + " ;\n");
        assertThat(read.isGood()).as(read.problems().render()).isTrue();
        assertThat(Unmodelled.in(read.resolved().orElseThrow(), KernelModel.of(KernelVariant.NEWEST)))
                .isEmpty();
    }

    /** Each word runs by itself. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'prefault via P26, which cannot change hands: P0 to P25 can', P26 | VMM, load | prefault x via P26",
        "'memslots that are added or moved, and change in a `loop`, where an access may be MMIO', P0 | VMM,"
                + " read 0x700 shared | loop { addslot 7 = 0x700+8 } until einval",
        "'memslots that are added or moved, and change in a `loop`, where an access may be MMIO', VMM | VMM1,"
                + " prefault x | loop { delslot 1 } until einval ; | addslot 7 = 0x700+8",
    })
    void somePairsDoNotRunYet(String what, String columns, String operations) {
        ReadResult read = read(HEAD + " " + columns + " ;\n " + operations + " ;\n");
        assertThat(read.isGood()).as(read.problems().render()).isTrue();
        KernelModel newest = KernelModel.of(KernelVariant.NEWEST);
        assertThat(Unmodelled.in(read.resolved().orElseThrow(), newest)).containsExactly(what);
    }

    @Test
    void whatAnExpectPlantsIsNotAskedForByARun() {
        ReadResult read = read(HEAD + " P0 ;\n load ;\nexpect kvm-6.19 + b29-no-rollback: refuted V05\n");
        assertThat(read.problems().list()).isEmpty();
        assertThat(read.isGood()).isTrue();
    }
}
