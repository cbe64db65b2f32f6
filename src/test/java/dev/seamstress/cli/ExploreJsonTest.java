package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a program and a person are told the same. Method: the same command line twice, with and without --json. */
class ExploreJsonTest {
    @TempDir
    private Path directory;

    private Cli explore(String line, String... more) {
        List<String> words = new ArrayList<>(List.of("explore", "--out", directory.toString()));
        words.addAll(List.of(line.split(" ")));
        words.addAll(List.of(more));
        return Cli.run(words.toArray(new String[0]));
    }

    /** Spaces for what the text breaks into lines. */
    private static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static String number(Object value) {
        return String.format(Locale.ROOT, "%,d", (Long) value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scenarios/first/03-two-vcpus-one-gfn.tdx",
                "scenarios/first/03-two-vcpus-one-gfn.tdx --depth 20 --strict",
                "scenarios/first/03-two-vcpus-one-gfn.tdx --strategy portfolio --schedules 40 --workers 1",
                "scenarios/races/05-block-vs-accept.tdx --model seed-2024",
                "scenarios/races/07-prefault-vs-delslot.tdx --model kvm-6.16",
                "scenarios/races/16b-accept-vs-aug.tdx --model kvm-6.18",
                "scenarios/races/22-entry-not-guaranteed.tdx --keep-going --mutate x22-flush-done-at-begin"
            })
    void bothSayTheSame(String line) throws IOException {
        Cli person = explore(line, "-v");
        Cli program = explore(line, "--json");
        Map<String, Object> told = program.onlyObject();
        String text = flat(person.out());
        assertThat(program.code()).isEqualTo(person.code());
        assertThat(told).containsEntry("exit", (long) person.code());
        assertThat(text).contains(told.get("scenario") + ": " + verdict(told));
        assertThat(text).contains("coverage: " + told.get("coverage") + " of (machine, place, message)");
        assertThat(text.contains("; expected: " + told.get("expected"))).isNotEqualTo(told.get("as_expected"));
        list(told, "never_reached").forEach(gap -> assertThat(text).contains(gap.toString()));
        Stream.of("states", "transitions", "schedules_walked", "steps_walked")
                .filter(name -> !told.get(name).equals(0L))
                .forEach(name -> assertThat(text)
                        .contains(number(told.get(name)) + " "
                                + name.substring(0, Math.min(name.length(), 5)).replace("sched", "schedule")));
        if (!told.get("states").equals(0L)) {
            assertThat(text).contains(told.get("finals") + " final; depth " + told.get("depth"));
        }
        boolean isOpen = told.get("verdict").equals("not_found");
        assertThat(text.contains("livelocks: ")).isEqualTo(isOpen);
        assertThat(told.get("livelocks").equals("all"))
                .isEqualTo(told.get("end").equals("everything was seen"));
        for (Object outcome : list(told, "outcomes")) {
            Map<?, ?> each = (Map<?, ?>) outcome;
            assertThat(text).contains(number(each.get("final_states")) + " : " + each.get("results"));
        }
        findings(told, text);
    }

    private static List<?> list(Map<String, Object> told, String name) {
        return (List<?>) told.get(name);
    }

    private static String verdict(Map<String, Object> told) {
        return switch (told.get("verdict").toString()) {
            case "proved" -> "PROVED (" + number(told.get("states")) + " states";
            case "refuted" -> "REFUTED " + ((Map<?, ?>) list(told, "findings").get(0)).get("rule");
            default -> "NOT FOUND: " + told.get("end");
        };
    }

    private static void findings(Map<String, Object> told, String text) {
        List<?> findings = list(told, "findings");
        for (int i = 0; i < findings.size(); i++) {
            Map<?, ?> each = (Map<?, ?>) findings.get(i);
            String named = each.get("rule") + ": " + each.get("text");
            assertThat(text).contains(i == 0 ? named : "also " + named);
        }
        assertThat(told.containsKey("counterexample")).isEqualTo(!findings.isEmpty());
        if (told.get("counterexample") instanceof Map<?, ?> shown) {
            long doomed = (Long) shown.get("doomed_after");
            assertThat(text).contains(doomed < 0 ? "no schedule passes" : "after step " + doomed + " no schedule can");
            assertThat(text).contains(shown.get("steps") + " steps");
            assertThat(text.contains(", and no schedule is shorter")).isEqualTo(shown.get("is_shortest"));
            assertThat(text.contains("more may be, the search met its bound")).isNotEqualTo(shown.get("is_minimal"));
            assertThat(text.contains("differs first at step " + shown.get("parts_at")))
                    .isEqualTo(shown.containsKey("parts_at"));
            assertThat(text).contains("again: ./seamstress replay " + shown.get("file"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--keep-going, 'P0, P1: interchangeable', false",
        "--no-symmetry, symmetry is switched off, false",
        "--all-moments, 'P0, P1: interchangeable', true",
        "--self-check, 'P0, P1: interchangeable', true",
        "--strategy pct --schedules 5, nothing was searched, true"
    })
    void itSaysWhichStatesWereTakenForOne(String options, String symmetry, boolean hasAllMoments) throws IOException {
        Path file = directory.resolve("two.tdx");
        Files.writeString(file, "TDX two\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P[0..1] ;\n load ;\n");
        assertThat(explore("--json " + options, file.toString()).onlyObject())
                .containsEntry("symmetry", symmetry)
                .containsEntry("all_moments", hasAllMoments);
        String text = flat(explore("-v " + options, file.toString()).out());
        assertThat(text).contains("symmetry: " + symmetry);
        assertThat(text.contains("moments: all, also those that nobody can tell apart"))
                .isEqualTo(hasAllMoments);
    }

    /** Each barrier of the kernel that a proof could not miss, by the functions that need it. */
    @Test
    void aProofSaysAllThatItTakesForGranted() throws IOException {
        Map<String, Object> proof =
                explore("--json scenarios/first/01-first-private-fault.tdx").onlyObject();
        assertThat(list(proof, "barriers_taken_for_granted").stream()
                        .map(each -> each.toString().replaceAll("\\(.*", "")))
                .containsExactly(
                        "kvm_mmu_faultin_pfn",
                        "kvm_mmu_invalidate_end",
                        "vcpu_enter_guest",
                        "tdx_no_vcpus_enter_start",
                        "kvm_flush_remote_tlbs",
                        "kvm_make_request",
                        "vcpu_enter_guest",
                        "tdx_td_finalize",
                        "tdx_disassociate_vp",
                        "kvm_vm_ioctl_create_vcpu",
                        "kvm_gmem_release",
                        "__tdp_mmu_set_spte_atomic",
                        "list_add_rcu",
                        "qrwlock.c, spinlocks: acquire and release",
                        "tdx_clear_page",
                        "the TDX module: epoch and counts are read as one value; entry locks are locked operations");
        assertThat(list(proof, "assumptions").toString())
                .contains("sequentially consistent", "timers never fire, and the module's zero-step filter is off")
                .contains("guest page tables, nested virtualization", "a hash of 64 bits")
                .doesNotContain("KVM_BUG_ON", "SEAMCALLs");
    }

    @Test
    void whatTheScriptSwitchesOffIsAmongTheAssumptions() throws IOException {
        String head = "TDX made { slot 1 = 0x100+8 gmem; x = 0x100; ";
        String injected =
                Cli.write(directory.resolve("injected.tdx"), head + "inject error aug once; }\n P0 ;\n A: fault x ;\n");
        assertThat(list(explore("--json " + injected).onlyObject(), "assumptions")
                        .toString())
                .contains("a KVM_BUG_ON that answers the injected error is none, and invariants end with it");
        String raw = Cli.write(
                directory.resolve("raw.tdx"), head + "sept(x) = mapped; }\n VMM ;\n seamcall mem.range.block x ;\n");
        assertThat(list(explore("--json " + raw).onlyObject(), "assumptions").toString())
                .contains(" off, as the script makes SEAMCALLs behind KVM's back");
    }
}
