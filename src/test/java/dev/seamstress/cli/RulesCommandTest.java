package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.explore.Standing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: who meets the name of a rule finds out all about it. Method: whole command lines. */
class RulesCommandTest {
    private static List<String> names() {
        List<String> names = new ArrayList<>();
        Invariants.all().stream().map(Invariant::name).forEach(names::add);
        Arrays.stream(Standing.values()).map(Standing::id).forEach(names::add);
        return names;
    }

    @Test
    void listsAllOfThemALineEach() throws IOException {
        Cli listed = Cli.run("rules");
        assertThat(listed.code()).isZero();
        assertThat(listed.out().lines().map(line -> line.replaceFirst(" .*", "")))
                .containsExactlyElementsOf(names());
        assertThat(listed.out().lines()).allMatch(line -> line.matches("\\S+ +(KVM|module|run) +\\S.* \\[.+]"));
        assertThat(Cli.run("rules", "--json").json()).extracting("rule").containsExactlyElementsOf(names());
    }

    @Test
    void wordsChooseLines() {
        assertThat(Cli.run("rules", "lockdep", "KVM").out())
                .isEqualTo(
                        "V13      KVM    BLOCK, TRACK and REMOVE are called by a writer of mmu_lock, SEPT.ADD and AUG"
                                + " by a reader [tdx.c, lockdep_assert_held_write(); tdp_mmu.c, kvm_tdp_mmu_map()]\n");
        assertThat(Cli.run("rules", "lock").out().lines())
                .hasSizeGreaterThan(5)
                .anyMatch(line -> line.startsWith("V13 "));
        assertThat(Cli.run("rules", "module").out().lines()).hasSizeBetween(26, 40);
        assertThat(Cli.run("rules", "V13", "zebra"))
                .isEqualTo(new Cli(
                        64,
                        "",
                        "seamstress: no rule has 'V13' and 'zebra' in what is said of it\n"
                                + "Try 'seamstress rules --help'.\n"));
        assertThat(Cli.run("rules", "V113").err()).contains("in what is said of it; did you mean 'V11'?");
        assertThat(Cli.run("rules", "V13", "UAE").err()).contains("'UAE' in what is said of it; did you mean 'UAF'?");
        assertThat(Cli.run("rules", "BLOCK, TRACK").out()).startsWith("V13 ");
    }

    @Test
    void namesMayHaveCommasBetweenThemAsForWithout() {
        Cli both = Cli.run("rules", "V13,UAF", "--json");
        assertThat(both.out().lines()).hasSize(2);
        assertThat(Cli.run("rules", "V13", "UAF", "--json")).isEqualTo(both);
        assertThat(Cli.run("rules", "V13,UAE").err()).contains("did you mean 'UAF'?");
    }

    /** Who is elsewhere, and hears that no scenario breaks a rule, believes it. */
    @Test
    void withoutACatalogueItSaysThatNobodyHasLooked() {
        StringWriter text = new StringWriter();
        ToldRule rule = ToldRule.all().stream()
                .filter(each -> each.isCalled("V13"))
                .findFirst()
                .orElseThrow();
        new RuleText(new PrintWriter(text, true), RuleBreaks.below("no-such-directory")).print(rule);
        assertThat(text.toString())
                .contains("  scenarios of the catalogue that break it: not looked for, there is no catalogue here\n")
                .doesNotContain("break it: none");
    }

    @Test
    void aNameGivesAllAboutTheRule() {
        Cli told = Cli.run("rules", "v13");
        assertThat(told.out().lines()).allMatch(line -> line.length() <= 120).hasSize(15);
        assertThat(told.out().replaceAll("\n {4,}", " ").lines())
                .containsExactly(
                        "V13: BLOCK, TRACK and REMOVE are called by a writer of mmu_lock, SEPT.ADD and AUG by a reader",
                        "  a rule of KVM; from tdx.c, lockdep_assert_held_write(); tdp_mmu.c, kvm_tdp_mmu_map()",
                        "  looked at: after each step",
                        "  in full: who calls RANGE.BLOCK, MEM.TRACK or PAGE.REMOVE holds mmu_lock for write; who calls"
                                + " SEPT.ADD or PAGE.AUG holds it for read. Source: tdx_sept_remove_private_spte(),"
                                + " tdx_track(), their lockdep assertions; kvm_tdp_mmu_page_fault().",
                        "  if it is broken: KVM has not kept what its own code relies on; what comes of it, a"
                                + " later step of some thread shows: stale memory, memory that is not its own, a"
                                + " KVM_BUG_ON, or nothing",
                        "  not looked at: where a script makes SEAMCALLs of its own, behind KVM's back, as all of"
                                + " V08-V14, I25",
                        "  planted bugs that it must find: x11-remove-under-read         A leaf zap holds mmu_lock for"
                                + " read.",
                        "  scenarios of the catalogue that break it: scenarios/races/11-remove-without-write-lock.tdx"
                                + " under kvm-6.19 + x11-remove-under-read",
                        "  to see what comes after it: --without V13",
                        "");
        assertThat(Cli.run("rules", "deadlock", "I1").out())
                .startsWith("I1: ")
                .contains("  a rule of the TDX module; from ")
                .contains(
                        "\ndeadlock: ", "  a rule of any run; from the search\n", "19-gmem-punch-vs-populate.tdx under")
                .contains(
                        "  planted bugs that it must find: none\n",
                        "  scenarios of the catalogue that break it: none\n")
                .contains("  cannot be turned off: nothing can happen any more where it is broken");
    }

    @Test
    void programsGetTheSame() throws IOException {
        Map<String, Object> rule = Cli.run("rules", "V30", "--json").onlyObject();
        assertThat(rule)
                .containsEntry("whose", "KVM")
                .containsEntry("can_be_off", true)
                .containsEntry("off_behind_kvms_back", false)
                .containsEntry("mutations", List.of("b02-stale-root-untested", "b48-zap-bound-low"));
        assertThat((List<?>) rule.get("in_full")).hasSize(3);
        assertThat((List<?>) rule.get("scenarios"))
                .anySatisfy(one -> assertThat(one)
                        .isEqualTo(Map.of(
                                "file",
                                "scenarios/plain/05-delslot-vs-fault.tdx",
                                "kernel",
                                "kvm-6.19 + b02-stale-root-untested")));
        assertThat(Cli.run("rules", "bug_on", "--json").onlyObject()).containsEntry("can_be_off", false);
    }

    /** A mutation that no listed rule finds would say that one is missing. */
    @Test
    void everyBuiltMutationIsFoundByARuleOfTheList() {
        assertThat(Arrays.stream(Mutation.values()).filter(Mutation::isBuilt).map(Mutation::rule))
                .isSubsetOf(names());
    }
}
