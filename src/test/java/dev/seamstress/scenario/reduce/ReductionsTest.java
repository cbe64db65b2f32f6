package dev.seamstress.scenario.reduce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.text.Fmt;
import dev.seamstress.scenario.words.Defaults;
import dev.seamstress.world.ModelNames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: everything can be taken from a scenario, one thing at a time. Method: of small scenarios each reduction is told
 * by the lines in which it differs.
 */
class ReductionsTest {
    private static final ModelNames NAMES = new ModelNames();
    private static final String HEAD = "TDX t\n";

    private static Scenario parse(String text) {
        return ScenarioReader.read("t", (HEAD + text).getBytes(UTF_8), NAMES).tree();
    }

    private static String text(Scenario scenario) {
        return Fmt.format(scenario, Defaults.of(NAMES)).substring(HEAD.length());
    }

    /** Without the spaces that only align. */
    private static List<String> lines(Scenario scenario) {
        return text(scenario)
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }

    /** Of each reduction of that part, the lines that the scenario did not have, joined; or those it has no more. */
    private static List<String> differences(String text, int kept, Reduction.Part part) {
        Scenario scenario = parse(text);
        List<String> before = lines(scenario);
        List<String> all = new ArrayList<>();
        for (Reduction reduction : Reductions.of(scenario, kept)) {
            if (reduction.part() == part) {
                List<String> after = lines(reduction.scenario());
                List<String> other =
                        after.stream().filter(line -> !before.contains(line)).toList();
                all.add(
                        other.isEmpty()
                                ? "- "
                                        + String.join(
                                                " - ",
                                                before.stream()
                                                        .filter(line -> !after.contains(line))
                                                        .toList())
                                : String.join(" ", other));
            }
        }
        return all;
    }

    private static final String CLAIMS = """
            { slot 1 = 0x100+8 gmem; x = 0x100; }
             P0         ;
             A: fault x ;
            always (mmu_lock = free /\\ mode(P0) = in_guest)
            never (bug_on \\/ vmdead)
            order (aug(x) -> track -> remove(x))
            finally (A = ok)
            """;

    @Test
    void otherClaimsGoFirstAllThenOneByOne() {
        assertThat(differences(CLAIMS, 3, Reduction.Part.CLAIM))
                .containsExactly(
                        "- always (mmu_lock = free /\\ mode(P0) = in_guest) - never (bug_on \\/ vmdead)"
                                + " - order (aug(x) -> track -> remove(x))",
                        "- order (aug(x) -> track -> remove(x))",
                        "- never (bug_on \\/ vmdead)",
                        "- always (mmu_lock = free /\\ mode(P0) = in_guest)");
        assertThat(differences(CLAIMS, Reductions.NO_CLAIM, Reduction.Part.CLAIM))
                .hasSize(5);
        assertThat(Reductions.of(parse(CLAIMS), 3)).extracting(Reduction::kept).startsWith(0, 2, 2, 2, 3);
        assertThat(Reductions.of(parse(CLAIMS), 0)).extracting(Reduction::kept).startsWith(0, 0, 0, 0, 0);
    }

    @Test
    void whatIsLeftOfTheClaimFollowsFromIt() {
        assertThat(differences(CLAIMS, 0, Reduction.Part.CLAIM))
                .endsWith("always (mode(P0) = in_guest)", "always (mmu_lock = free)");
        assertThat(differences(CLAIMS, 1, Reduction.Part.CLAIM)).endsWith("never (vmdead)", "never (bug_on)");
        assertThat(differences(CLAIMS, 2, Reduction.Part.CLAIM))
                .endsWith("order (track -> remove(x))", "order (aug(x) -> remove(x))");
        String opposite = CLAIMS.replace("always (", "never (").replace("never (bug_on", "always (bug_on");
        assertThat(differences(opposite, 0, Reduction.Part.CLAIM)).hasSize(4).allMatch(line -> line.startsWith("-"));
        assertThat(differences(opposite, 1, Reduction.Part.CLAIM)).hasSize(4).allMatch(line -> line.startsWith("-"));
    }

    private static final String GRID = """
            { slot 1 = 0x100+8 gmem; x = 0x100; }
             P[0..2]                               | VMM                          ;
             A: fault x => {ok, memfault}          | C: convert x+3 to shared     ;
             repeat 3 { enter, load }              | on aug nth 2                 ;
             loop { accept x, load } until ok      | loop { signal P0 } until ok  ;
            """;

    @Test
    void columnsGoWholeAndRangedOnesBecomeNarrower() {
        assertThat(differences(GRID, Reductions.NO_CLAIM, Reduction.Part.COLUMN))
                .containsExactly(
                        "P[0..2] ; A: fault x => {ok, memfault} ; repeat 3 { enter, load } ;"
                                + " loop { accept x, load } until ok ;",
                        "VMM ; C: convert x+3 to shared ; on aug nth 2 ; loop { signal P0 } until ok ;",
                        "P0 | VMM ;",
                        "P[0..1] | VMM ;");
    }

    @Test
    void operationsGoAndBecomeSmaller() {
        List<String> differences = differences(GRID, Reductions.NO_CLAIM, Reduction.Part.OPERATION);
        assertThat(differences)
                .contains(
                        // The last of a column; the first, and those below it move up; rounds; pages; how often.
                        "loop { accept x, load } until ok | ;",
                        "A: fault x => {ok, memfault} | on aug nth 2 ;"
                                + " repeat 3 { enter, load } | loop { signal P0 } until ok ;"
                                + " loop { accept x, load } until ok | ;",
                        "repeat 1 { enter, load } | on aug nth 2 ;",
                        "repeat 2 { enter, load } | on aug nth 2 ;",
                        "repeat 3 { load } | on aug nth 2 ;",
                        "repeat 3 { enter } | on aug nth 2 ;",
                        "A: fault x => {ok, memfault} | C: convert x to shared ;",
                        "A: fault x => {ok, memfault} | C: convert x+2 to shared ;",
                        "repeat 3 { enter, load } | on aug ;",
                        "loop { load } until ok | loop { signal P0 } until ok ;")
                .anyMatch(line -> line.contains("loop { accept x, load } until ok | signal P0 ;"));
        assertThat(differences(GRID, Reductions.NO_CLAIM, Reduction.Part.RESULT))
                .allMatch(line -> line.contains("C: convert x+3 to shared"))
                .hasSize(3);
        assertThat(differences(
                        GRID.replace("repeat 3 { enter, load }", "repeat 2 { enter }"),
                        Reductions.NO_CLAIM,
                        Reduction.Part.OPERATION))
                .anyMatch(line -> line.startsWith("enter | on aug nth 2 ;"));
    }

    @Test
    void declarationsGoAndBecomeSmaller() {
        String text = """
                { slot 1 = 0x100+8 gmem thp; x = 0x100; attr(x+2) = shared; inject busy aug(x+2) once; }
                 P0      ;
                 A: load ;
                """;
        assertThat(differences(text, Reductions.NO_CLAIM, Reduction.Part.SLOT))
                .containsExactly(
                        "{ x = 0x100; attr(x+2) = shared; inject busy aug(x+2) once; }",
                        "{ slot 1 = 0x100 gmem thp; x = 0x100; attr(x+2) = shared; inject busy aug(x+2) once; }",
                        "{ slot 1 = 0x100+4 gmem thp; x = 0x100; attr(x+2) = shared; inject busy aug(x+2) once; }",
                        "{ slot 1 = 0x100+6 gmem thp; x = 0x100; attr(x+2) = shared; inject busy aug(x+2) once; }",
                        "{ slot 1 = 0x100+7 gmem thp; x = 0x100; attr(x+2) = shared; inject busy aug(x+2) once; }",
                        "{ slot 1 = 0x100+8 gmem; x = 0x100; attr(x+2) = shared; inject busy aug(x+2) once; }");
        assertThat(differences(text, Reductions.NO_CLAIM, Reduction.Part.FACT))
                .containsExactly(
                        "{ slot 1 = 0x100+8 gmem thp; x = 0x100; inject busy aug(x+2) once; }",
                        "{ slot 1 = 0x100+8 gmem thp; x = 0x100; attr(x) = shared; inject busy aug(x+2) once; }");
        assertThat(differences(text, Reductions.NO_CLAIM, Reduction.Part.INJECTION))
                .containsExactly(
                        "{ slot 1 = 0x100+8 gmem thp; x = 0x100; attr(x+2) = shared; }",
                        "{ slot 1 = 0x100+8 gmem thp; x = 0x100; attr(x+2) = shared; inject busy aug(x) once; }");
        assertThat(differences(text, Reductions.NO_CLAIM, Reduction.Part.NAME))
                .containsExactly("{ slot 1 = 0x100+8 gmem thp; attr(x+2) = shared; inject busy aug(x+2) once; }");
    }

    @Test
    void optionsBecomeTheirDefaults() {
        String text = """
                timers = any
                onfault = rerun
                td { zerostep; ve_on_pending; state = initialized; gpaw = 52; vcpus = 2; huge; }
                { }
                 P0      ;
                 A: load ;
                """;
        assertThat(differences(text, Reductions.NO_CLAIM, Reduction.Part.OPTION))
                .containsExactly(
                        "- timers = any",
                        "- onfault = rerun",
                        "td { ve_on_pending; state = initialized; gpaw = 52; vcpus = 2; huge; }",
                        "td { zerostep; state = initialized; gpaw = 52; vcpus = 2; huge; }",
                        "td { zerostep; ve_on_pending; gpaw = 52; vcpus = 2; huge; }",
                        "td { zerostep; ve_on_pending; state = initialized; vcpus = 2; huge; }",
                        "td { zerostep; ve_on_pending; state = initialized; gpaw = 52; huge; }",
                        "td { zerostep; ve_on_pending; state = initialized; gpaw = 52; vcpus = 2; }");
        assertThat(differences("{ }\n P0 ;\n A: load ;\n", Reductions.NO_CLAIM, Reduction.Part.OPTION))
                .isEmpty();
    }

    @Test
    void smallerNumbersComeNearer() {
        assertThat(Less.than(1)).isEmpty();
        assertThat(Less.than(2)).containsExactly(1L);
        assertThat(Less.than(512)).containsExactly(1L, 256L, 384L, 448L, 480L, 496L, 504L, 508L, 510L, 511L);
    }

    @Test
    void sizesAreCountedAsTheyAreRun() {
        assertThat(ScenarioSize.of(parse(GRID))).isEqualTo(new ScenarioSize(4, 3 * (1 + 6 + 2) + 3, 8, 1, 0, 0));
        assertThat(ScenarioSize.of(parse(CLAIMS)).minus(new ScenarioSize(1, 0, 3, 1, 0, 1)))
                .isEqualTo(new ScenarioSize(0, 1, 5, 0, 0, 3));
    }
}
