package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.decode.Log;
import dev.seamstress.decode.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Goal: {@code decode} says what words mean, to people and to programs, and ends with the code of what was wrong.
 *
 * <p>Method: the command runs inside the test; what it prints of a word is compared as a whole.
 */
class DecodeCommandTest {
    @Test
    void aWordIsASentenceAndATable() {
        Cli cli = Cli.run("decode", "0x8000020000000092");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines()).startsWith("""
                0x8000020000000092: TDX_OPERAND_BUSY|SEPT_TREE, a TDX status word, as in RAX
                  TDX_OPERAND_BUSY|SEPT_TREE: a lock that the call needs is held by somebody else (it names the
                  secure EPT as a tree); a fault gives its change of the mirror back and comes again; a removal
                  kicks all vCPUs and tries once more, and a second refusal is a KVM_BUG_ON; an entry is tried again
                    63     error                     1     an error
                    62     non-recoverable           0     to try again may be enough
                    61     fatal                     0
                    60     host-recoverability hint  0
                    47:40  class                     0x2   something is busy
                    39:32  detail                    0x0   TDX_OPERAND_BUSY
                    31:0   operand                   0x92  the secure EPT as a tree
                    63:62  success class             no
                """.lines().toArray(String[]::new));
    }

    /** Which runs, {@link SightingsTest} looks after. */
    @Test
    void runsInWhichItCanBeSeenFollow() {
        String call = "SEAMCALL TDH_MEM_RANGE_BLOCK failed: ";
        assertThat(Cli.run("decode", call + "0x8000020000000001").out())
                .containsPattern(
                        "  seen here; it is a KVM_BUG_ON:\n    \\./seamstress run scenarios/races/\\S+\\.tdx [^\n]*"
                                + "--seed \\d+\n  seen here; KVM goes on:\n    \\./seamstress run scenarios/");
        assertThat(Cli.run("decode", call + "0x8000020000000080").out())
                .contains("  seen here, with TDX_OPERAND_BUSY|RCX; ")
                .doesNotContain("seen here;");
        assertThat(Cli.run("decode", "0x8000020000000092").out())
                .contains("  seen here of TDH.MEM.RANGE.BLOCK; the script makes the call itself:\n")
                .contains("  seen here of TDH.MEM.PAGE.AUG; KVM goes on:\n");
        for (String nothing : List.of("0x30", "0x8000000001000907", "0x5a0", call + "0xc0000c0000000000")) {
            assertThat(Cli.run("decode", nothing).out()).doesNotContain("seen here");
        }
    }

    @Test
    void ofAWarningItTellsWhatTheModelHasOfTheFunction() {
        String old = "[  101.5] WARNING: CPU: 22 PID: 3901 at arch/x86/kvm/vmx/tdx.c:1702"
                + " tdx_sept_remove_private_spte.isra.0+0x1a/0x40 [kvm_intel]";
        String now = "WARNING: arch/x86/kvm/mmu/tdp_mmu.c:1170 at kvm_tdp_mmu_put_root+0x1/0x2, CPU#3: qemu/123";
        assertThat(Cli.run("decode", old).out())
                .startsWith("WARNING: CPU: 22 PID: 3901 at ")
                .contains("  KVM complains in tdx_sept_remove_private_spte()\n")
                .containsPattern("  KVM_BUG_ON: TDH.MEM.RANGE.BLOCK failed, [^\n]*\n    seen here:\n"
                        + "      \\./seamstress run scenarios/\\S+ [^\n]*--seed \\d+\n"
                        + "  KVM_BUG_ON: TDH.MEM.PAGE.REMOVE failed");
        assertThat(Cli.run("decode", now).out())
                .contains(
                        "KVM_BUG_ON: The last reference to a valid root is put.\n    seen here, with a bug planted:\n");
        assertThat(Cli.run("decode", old.replace("remove", "drop")).out())
                .contains("KVM_BUG_ON: TDH.MEM.PAGE.REMOVE failed")
                .doesNotContain("RANGE.BLOCK");
        Cli log = Cli.withStdin(
                "WARNING: CPU: 1 PID: 1 at kernel/x.c:1 f+0x1/0x2\n" + old + "\n" + old + "\nModules linked in: a\n"
                        + now.replace("kvm_tdp_mmu_put_root", "kvm_mmu_page_fault"),
                "decode",
                "-");
        assertThat(log.code()).isZero();
        assertThat(log.out())
                .contains(
                        "[kvm_intel], 2 times in a row\n", "kvm_mmu_page_fault(); the model has no complaint there\n");
        assertThat(log.err()).contains("passed over: 2 lines");
        assertThat(Cli.run("decode", "--json", now).out()).contains("\"complaints\":[{\"name\":\"VALID_ROOT_PUT\"");
    }

    @Test
    void aWordThatCanBeSeveralThingsSaysSo() {
        Cli cli = Cli.run("decode", "0x8000000001000907");
        assertThat(cli.out()).startsWith("0x8000000001000907: present table, an entry of a page table of KVM");
        assertThat(cli.out()).contains("    or --as sept: NL_MAPPED: a table is linked");
        Cli forced = Cli.run("decode", "0x8000000001000907", "--as", "sept");
        assertThat(forced.out())
                .startsWith("0x8000000001000907: NL_MAPPED, a secure EPT entry")
                .doesNotContain("or --as");
        Cli odd = Cli.run("decode", "0x8000020000000092", "--as", "spte");
        assertThat(odd.code()).isZero();
        assertThat(odd.out()).contains("  but none that occurs: bit 11, MMU-present, is clear");
    }

    @Test
    void aWordThatIsNothingSaysWhyNot() {
        Cli cli = Cli.run("decode", "deadbeefdeadbeef");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).startsWith("0xdeadbeefdeadbeef: nothing that we know\n");
        for (String id : Reading.ids()) {
            assertThat(cli.out()).contains("    no " + id + ": ");
        }
    }

    @Test
    void aCallIsPutTogether() {
        Cli cli = Cli.run(
                "decode",
                "[ 1.5] kvm_intel: SEAMCALL TDH_MEM_PAGE_AUG failed: 0xc0000b0d00000001, entry 0x80000000012340f0,"
                        + " level_state 0x200");
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines())
                .contains(
                        "  status 0xc0000b0d00000001: TDX_EPT_ENTRY_STATE_INCORRECT|RCX, a TDX status word, as in RAX",
                        "  rdx 0x0000000000000200: PENDING at 4K, what a call returns about a secure EPT entry in RDX");
        assertThat(cli.out())
                .contains("(TDH.MEM.PAGE.AUG, leaf 6)\n", "is PENDING with the page at host address 0x1234000\n");
    }

    @Test
    void aLogComesByStdin() {
        Cli cli = Cli.withStdin("""
                [   10.1] virt/tdx: BIOS enabled
                [   10.2] virt/tdx: SEAMCALL (34) failed: 0xc000050500000000
                [   10.3] virt/tdx: RCX 0x0 RDX 0x9100000100000008 R08 0x0
                [   10.4] virt/tdx: SEAMCALL (33) failed: 0xc000090000000000
                [   10.5] virt/tdx: SEAMCALL (33) failed: 0xc000090000000000
                """, "decode", "-");
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).startsWith("passed over: 1 lines");
        assertThat(cli.out())
                .contains("outputs of the call itself: rcx 0x0, rdx 0x9100000100000008, r8 0x0\n")
                .contains("(TDH.SYS.INIT, leaf 33), 2 times in a row\n");
    }

    @Test
    void jsonHasTheseFieldsAndNoOthers() throws IOException {
        Map<String, Object> call = Cli.run(
                        "decode", "--json", "SEAMCALL (7) failed: 0x8000020000000092, rcx 0x0, rdx 0x8401")
                .onlyObject();
        assertThat(call.keySet())
                .containsExactly("call", "column", "line", "seen", "summary", "text", "times", "words");
        assertThat(call).containsEntry("line", 1L).containsEntry("column", 1L).containsEntry("times", 1L);
        assertThat(call.get("call")).isEqualTo(Map.of("name", "TDH.MEM.RANGE.BLOCK", "leaf", 7L));
        List<Map<String, Object>> words = maps(call.get("words"));
        assertThat(words).extracting(word -> word.get("name")).containsExactly("status", "rcx", "rdx");
        assertThat(words)
                .allMatch(word -> word.keySet()
                        .equals(new TreeSet<>(List.of("name", "value", "certain", "readings", "refused"))));
        assertThat(words.get(2)).containsEntry("value", "0x0000000000008401").containsEntry("certain", true);
        Map<String, Object> reading = maps(words.get(0).get("readings")).get(0);
        assertThat(reading.keySet()).containsExactly("as", "fields", "name", "oddities", "sentence");
        assertThat(reading).containsEntry("as", "status").containsEntry("name", "TDX_OPERAND_BUSY|SEPT_TREE");
        assertThat(maps(reading.get("fields")).get(6))
                .isEqualTo(Map.of(
                        "bits", "31:0", "name", "operand", "value", "0x92", "meaning", "the secure EPT as a tree"));
    }

    @Test
    void jsonOfAWordNamesAllReadings() throws IOException {
        Map<String, Object> word = maps(Cli.run("decode", "--json", "0x8000000001000907")
                        .onlyObject()
                        .get("words"))
                .get(0);
        assertThat(word.keySet()).containsExactly("certain", "readings", "refused", "value");
        assertThat(word).containsEntry("certain", false);
        assertThat(maps(word.get("readings"))).extracting(one -> one.get("as")).containsExactly("spte", "sept");
        assertThat(maps(word.get("refused"))).allMatch(one -> one.keySet().size() == 2 && one.containsKey("oddities"));
        assertThat(maps(word.get("refused"))).hasSize(Reading.ids().size() - 2);
        assertThat(Cli.run("decode", "--json", "1", "2").json()).hasSize(2);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object list) {
        return (List<Map<String, Object>>) list;
    }

    @Test
    void wrongWordsAreAUsageErrorAndTheOthersAreDecoded() {
        Cli cli = Cli.run("decode", "0x80g0", "0x5a0", "SUCCES");
        assertThat(cli.code()).isEqualTo(64);
        assertThat(cli.out()).startsWith("0x00000000000005a0: ");
        assertThat(cli.err()).isEqualTo("""
                <words>:1:5: error: `g` is no hexadecimal digit
                0x80g0 0x5a0 SUCCES
                    ^
                hint: digits are 0 to 9 and a to f; underscores may stand between them
                <words>:1:14: error: no status is called `SUCCES`
                0x80g0 0x5a0 SUCCES
                             ^^^^^^
                hint: did you mean `SUCCESS`?
                2 errors
                """);
    }

    @Test
    void aTextOnStdinThatSaysNothingIsBadInput() {
        assertThat(Cli.withStdin("", "decode", "-").code()).isEqualTo(65);
        assertThat(Cli.withStdin("just\nprose\n", "decode", "-").err())
                .contains("<stdin>:1:1: error: nothing here can be");
        Cli tooLong = Cli.withStdin("0x1 ".repeat(Log.LENGTH_MAX / 4) + "0", "decode", "-");
        assertThat(tooLong.code()).isEqualTo(65);
        assertThat(tooLong.err()).startsWith("<stdin>: error: the text has more than 1048576 characters");
        assertThat(tooLong.out()).isEmpty();
    }

    @Test
    void whatDoesNotGoTogetherIsAUsageError() {
        assertThat(Cli.run("decode").code()).isEqualTo(64);
        Cli mixed = Cli.run("decode", "-", "0x1");
        assertThat(mixed.code()).isEqualTo(64);
        assertThat(mixed.err()).contains("'-' reads all words from stdin");
        Cli unknown = Cli.run("decode", "0x1", "--as", "pte");
        assertThat(unknown.code()).isEqualTo(64);
        assertThat(unknown.err())
                .contains("no reading 'pte'; there are 'status', 'spte', 'sept', 'l2-sept', 'rcx', 'rdx'");
    }

    /** The outputs that the page shows are compared with all other outputs of documents. */
    @Test
    void thePageShowsWhatWorks() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/decode.md"));
        List<String> commands = Pattern.compile("(?m)^\\./seamstress decode (.*)$")
                .matcher(page)
                .results()
                .map(command -> command.group(1))
                .toList();
        assertThat(commands).hasSizeGreaterThan(3);
        for (String command : commands) {
            String words = "decode " + command.replace("'", "");
            assertThat(Cli.run(words.split(" ")).code()).as(words).isZero();
        }
        Matcher shown =
                Pattern.compile("```\n(<words>.*?)```\n", Pattern.DOTALL).matcher(page);
        assertThat(shown.find()).isTrue();
        assertThat(Cli.run("decode", "0x80g0", "0x5a0", "SUCCES").err()).startsWith(shown.group(1));
        assertThat(Reading.ids()).allMatch(id -> page.contains("| `" + id + "` |"));
        assertThat(Pattern.compile("(?m)^\\| `(--[a-z]+)")
                        .matcher(page)
                        .results()
                        .map(option -> option.group(1)))
                .containsExactly("--as", "--json")
                .allMatch(option -> Cli.run("decode", "--help").out().contains(option));
    }

    @Test
    void theHelpNamesEveryReading() {
        Cli help = Cli.run("decode", "--help");
        assertThat(help.code()).isZero();
        assertThat(Reading.ids()).allMatch(id -> help.out().contains(id));
        assertThat(Cli.run("--help").out()).contains("decode");
    }

    @Test
    void whatMovesACursorIsNotRepeated() {
        assertThat(Cli.run("decode", "SEAMCALL (7) failed: 0x8000020000000092 \u001b[2J")
                        .out())
                .doesNotContain("\u001b")
                .contains("?[2J");
    }
}
