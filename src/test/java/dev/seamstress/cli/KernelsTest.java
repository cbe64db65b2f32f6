package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.Mutation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a result says under which kernel it came to be, planted bugs included, and is measured by what the file expects
 * of just that kernel. Method: whole command lines.
 */
class KernelsTest {
    private static final String GOOD = "scenarios/first/10-busy-from-accept.tdx";
    /** A switch with both forms built; it makes no difference to the scenario's end. */
    private static final String SWITCH = "no-spurious-early";

    @TempDir
    private Path directory;

    private String file(String options, String expects) throws IOException {
        String text = "TDX made\n" + options + "{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 ;\n A: fault x ;\n"
                + "finally (mirror(x) = none)\n" + expects;
        return Cli.write(directory.resolve("made.tdx"), text);
    }

    private static Cli run(String... args) {
        List<String> all = new java.util.ArrayList<>(List.of("run", "--timeline", "none"));
        all.addAll(List.of(args));
        return Cli.run(all.toArray(new String[0]));
    }

    @Test
    void everyOutputNamesWhatIsPlanted() throws IOException {
        Cli text = run(GOOD, "--mutate", SWITCH);
        assertThat(text.code()).isZero();
        assertThat(text.out())
                .contains("  kvm-6.19 + no-spurious-early, module 1.5.01; ")
                .contains("  again: ./seamstress run " + GOOD + " --seed 1 --mutate no-spurious-early\n");
        Map<String, Object> json =
                Cli.run("run", "--json", GOOD, "--mutate", SWITCH).onlyObject();
        assertThat(json)
                .containsEntry("model", "kvm-6.19")
                .containsEntry("mutations", List.of(SWITCH))
                .containsEntry("module", "1.5.01");
        assertThat(Cli.run("run", GOOD, "--mutate", SWITCH).out()).contains("kvm-6.19 + no-spurious-early");
    }

    @Test
    void severalAreGivenWithCommasOrAgain() {
        String both = "kvm-6.18 + no-spurious-early + no-local-retry";
        String[] model = {GOOD, "--model", "kvm-6.18", "--mutate"};
        assertThat(run(model[0], model[1], model[2], model[3], SWITCH + ",no-local-retry")
                        .out())
                .contains(both);
        assertThat(run(model[0], model[1], model[2], model[3], SWITCH, "--mutate", "no-local-retry")
                        .out())
                .contains(both);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "b29-no-rolback        | no mutation 'b29-no-rolback'; did you mean 'b29-no-rollback'?",
                "b33                   | no mutation 'b33'; did you mean 'b33-track-no-kick'?",
                "b37                   | no mutation 'b37'; did you mean 'b37-free-table-at-once' or 'b37r-list-del'?",
                "nonsense              | no mutation 'nonsense'; 'seamstress mutations' lists them",
                "local-retry,no-local-retry | local-retry cannot be on and off",
            })
    void wrongNamesAreUsageErrors(String names, String message) {
        Cli cli = run(GOOD, "--mutate", names);
        assertThat(cli.code()).isEqualTo(64);
        assertThat(cli.err()).startsWith("seamstress: " + message + "\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"b42-vcpu-free-linked", "nx-recovery-read-lock", "no-nonpresent-bit63"})
    void whatIsNotBuiltIsRefusedByName(String name) throws IOException {
        Cli cli = run(GOOD, "--mutate", name);
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.err()).contains("not modelled yet: " + name + "\n");
        Cli planted = run(file("mutate = " + name + "\n", ""));
        assertThat(planted.code()).isEqualTo(65);
        assertThat(planted.err()).contains("not modelled yet: " + name + "\n");
    }

    @Test
    void aRunIsMeasuredByTheExpectationOfItsKernel() throws IOException {
        String expects = "expect kvm-6.19 + no-spurious-early + no-local-retry: refuted finally#1\n"
                + "expect kvm-6.18: refuted finally#1\n";
        String file = file("", expects);
        assertThat(run(file).code()).as("the newest alone").isEqualTo(1);
        assertThat(run(file, "--mutate", SWITCH).code())
                .as("one of the two changes")
                .isEqualTo(1);
        Cli both = run(file, "--mutate", "no-local-retry," + SWITCH);
        assertThat(both.code()).as("both, in another order").isZero();
        assertThat(both.out()).contains("expected of this model: refuted finally#1; seen\n");
        assertThat(run(file, "--model", "kvm-6.18").code()).isZero();
        assertThat(run(file, "--model", "kvm-6.18", "--mutate", SWITCH).code()).isEqualTo(1);
    }

    @Test
    void whatTheFilePlantsIsPlantedInEveryModel() throws IOException {
        String file = file(
                "models = kvm-6.18, kvm-6.19\nmutate = " + SWITCH + "\n",
                "expect kvm-6.19 + no-local-retry: refuted finally#1\n");
        assertThat(run(file).out()).contains("  kvm-6.19 + no-spurious-early, module");
        assertThat(run(file, "--model", "kvm-6.18").out()).contains("  kvm-6.18 + no-spurious-early, module");
        Cli more = run(file, "--mutate", "no-local-retry");
        assertThat(more.code()).isZero();
        assertThat(more.out())
                .contains("  kvm-6.19 + no-spurious-early + no-local-retry, module")
                .contains(" --seed 1 --mutate no-local-retry\n");
        assertThat(run(file, "--mutate", SWITCH).out()).contains("  kvm-6.19 + no-spurious-early, module");
    }

    /** What to plant is found by what one has in mind. */
    @Test
    void mutationsAreFoundByWhatIsWrong() throws IOException {
        assertThat(Cli.run("mutations", "mmu_lock", "READ").out())
                .isEqualTo("x11-remove-under-read         V13       A leaf zap holds mmu_lock for read.\n");
        assertThat(Cli.run("mutations", "x11", "--json").onlyObject())
                .containsEntry("what", "A leaf zap holds mmu_lock for read.");
        Cli none = Cli.run("mutations", "mmu_lock", "zebra");
        assertThat(none.code()).isEqualTo(64);
        assertThat(none.err()).contains("no mutation has 'mmu_lock' and 'zebra' in what is said of it");
    }

    @Test
    void everyMutationAndSwitchSaysWhatItIs() {
        assertThat(Cli.run("mutations").out().lines())
                .as("mutations without the first sentence of their comment: see FidelityPageTest")
                .filteredOn(line -> !line.matches("\\S+ +\\S+ +\\S+ .*\\..*"))
                .isEmpty();
        List<String> models = Cli.run("models", "-v").out().lines().toList();
        for (KernelSwitch change : KernelSwitch.values()) {
            int row = 0;
            while (!models.get(row).startsWith(change.id() + " ")) {
                row++;
            }
            assertThat(models.get(row + 1))
                    .as("of %s the first sentence of its comment: see FidelityPageTest", change.id())
                    .matches("    \\S.*\\.");
            boolean isTold = models.size() > row + 2 && models.get(row + 2).startsWith("    upstream: ");
            assertThat(isTold).isEqualTo(!change.upstream().isEmpty());
        }
        assertThat(models.get(models.indexOf("    upstream: 3ccbf6f47098, 6.18") - 2))
                .startsWith("prefault-invalid-eagain");
        assertThat(Cli.run("models", "--module", "-v").out())
                .contains("    VP.INIT takes the TDR exclusively.\n", "    The guest can give pages back: ");
    }

    @Test
    void aReconstructedKernelSaysSo() {
        assertThat(Cli.run("models").out()).contains("seed-2024 is reconstructed from patches");
    }

    @Test
    void mutationsListsAllOfThem() throws IOException {
        assertThat(Cli.run("mutations").out().lines())
                .hasSize(Mutation.values().length)
                .anyMatch(line -> line.startsWith("b29-no-rollback ") && line.contains("V05"));
        List<Object> json = Cli.run("mutations", "--json").json();
        assertThat(json).extracting("name").containsExactlyElementsOf(Mutation.names());
        for (Mutation mutation : Mutation.values()) {
            assertThat(json.get(mutation.ordinal()))
                    .extracting("rule", "built")
                    .containsExactly(mutation.rule(), mutation.isBuilt());
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void modelsIsTheTableOfSwitches() throws IOException {
        Cli table = Cli.run("models");
        assertThat(table.code()).isZero();
        List<Object> json = Cli.run("models", "--json").json();
        assertThat(json)
                .extracting("model")
                .containsExactlyElementsOf(Arrays.stream(KernelVariant.values())
                        .map(KernelVariant::id)
                        .toList());
        for (KernelSwitch change : KernelSwitch.values()) {
            String row = table.out()
                    .lines()
                    .filter(line -> line.startsWith(change.id() + " "))
                    .findFirst()
                    .orElseThrow();
            for (KernelVariant variant : KernelVariant.values()) {
                Map<String, Object> model = (Map<String, Object>) json.get(variant.ordinal());
                String cell = ((Map<String, String>) model.get("switches")).get(change.id());
                assertThat(cell.equals("+")).as("%s in %s", change, variant).isEqualTo(variant.has(change));
                assertThat(row.split(" +")[1 + variant.ordinal()])
                        .as("%s in %s", change, variant)
                        .isEqualTo(cell);
            }
        }
    }
}
