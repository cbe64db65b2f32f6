package dev.seamstress.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: what kernels print is understood as they print it, and what is no word is complained about where it stands.
 *
 * <p>Method: lines in the form of each kernel; broken words; random texts, which must not be too much.
 */
class LogTest {
    private static final int RANDOM_TEXTS = 1_000;

    private static Log log(String text) {
        return Log.of("log", text, null);
    }

    private static Explained only(String text) {
        Log log = log(text);
        assertThat(log.problems().list()).isEmpty();
        assertThat(log.explained()).hasSize(1);
        return log.explained().get(0);
    }

    private static String words(Explained one) {
        return String.join(
                " ",
                one.words().stream()
                        .map(word -> word.name() + "=" + Long.toHexString(word.value()))
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '#',
            value = {
                // KVM 6.16 and 6.18
                "[  123.456] kvm_intel: SEAMCALL TDH_MEM_PAGE_AUG failed: 0xc0000b0d00000001, rcx 0x80000000012340f0,"
                        + " rdx 0x200 # TDH.MEM.PAGE.AUG # 6"
                        + " # status=c0000b0d00000001 rcx=80000000012340f0 rdx=200",
                "kvm_intel: SEAMCALL TDH_MNG_KEY_FREEID failed: 0x8000081700000000"
                        + " # TDH.MNG.KEY.FREEID # 20 # status=8000081700000000",
                // KVM since 6.19, and its third form, with the comma that is one too many
                "kvm_intel: SEAMCALL TDH_MEM_PAGE_REMOVE failed: 0xc0000b0800000001, entry 0x0, level_state 0x0"
                        + " # TDH.MEM.PAGE.REMOVE # 29 # status=c0000b0800000001 rcx=0 rdx=0",
                "kvm_intel: SEAMCALL TDH_PHYMEM_PAGE_RECLAIM failed: 0xc000060700000000, rcx 0x3, rdx, 0x77000, r8 0x0"
                        + " # TDH.PHYMEM.PAGE.RECLAIM # 28 # status=c000060700000000 rcx=3 rdx=77000 r8=0",
                // arch/x86/virt/vmx/tdx, in hexadecimal, then in decimal
                "virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000"
                        + " # TDH.SYS.INIT # 33 # status=c000090000000000",
                "virt/tdx: SEAMCALL (33) failed: 0xc000090000000000 # TDH.SYS.INIT # 33 # status=c000090000000000",
                "virt/tdx: SEAMCALL (0x10003) failed: 0x8000020000000080 # TDH.MEM.SEPT.ADD # 3"
                        + " # status=8000020000000080",
                "virt/tdx: SEAMCALL (99) failed: 0xc000010000000000 # 99 # -1 # status=c000010000000000",
                // a distribution's 6.8, all on one line
                "[  261.26] SEAMCALL (0x000000000000001c) failed: 0xc000030000000001 RCX 0x0 RDX 0x0 R8 0x0 R11 0x5"
                        + " # TDH.PHYMEM.PAGE.RECLAIM # 28 # status=c000030000000001 rcx=0 rdx=0 r8=0 r11=5",
                "SEAMCALL (0x0000000000000007) failed: 0x8000020000000001 entry 0x0 level_state 0x0"
                        + " # TDH.MEM.RANGE.BLOCK # 7 # status=8000020000000001 rcx=0 rdx=0",
                // earlier series
                "SEAMCALL[TDH_MEM_PAGE_AUG] failed: TDX_OPERAND_BUSY (0x8000020000000001)"
                        + " # TDH.MEM.PAGE.AUG # 6 # status=8000020000000001",
                "SEAMCALL 7 failed: 0x8000020000000092 # TDH.MEM.RANGE.BLOCK # 7 # status=8000020000000092",
                "tdx: SEAMCALL failed: CPU 94: leaf 33, error 0xc000092100000122."
                        + " # TDH.SYS.INIT # 33 # status=c000092100000122",
                // fields of the vCPU, the entry, and another VMM
                "TDH_VP_RD[VMCS.0x681e] failed 0xc000073000000000 # TDH.VP.RD # 26 # status=c000073000000000",
                "kvm_intel: TDH_VP_WR[VMCS.0x1] = 0x5 failed: 0xc000073100000000"
                        + " # TDH.VP.WR # 43 # status=c000073100000000",
                "kvm [77]: TD vp_enter_ret 0x6000000200000002 # TDH.VP.ENTER # 0 # status=6000000200000002",
                "TDH.MNG.INIT failed with status: 0xc000010000000045 # TDH.MNG.INIT # 21 # status=c000010000000045",
                // tracepoints
                "kvm_tdp_mmu_spte_changed: as id 0 gfn 100 level 1 old_spte 8000000000000000 new_spte 80000000000005a0"
                        + " #  # -1 # old_spte=8000000000000000 new_spte=80000000000005a0",
                "kvm_mmu_set_spte: gfn 100 spte 8600000001234b37 (rwxu) level 1 at 12345000"
                        + " #  # -1 # spte=8600000001234b37",
                // words of people
                "0xC0000B0D_00000001ULL, rcx=0x7; RDX: 8401 #  # -1 # =c0000b0d00000001 rcx=7 rdx=8401",
                "[  1.5] kvm_intel: 8000020000000092 #  # -1 # =8000020000000092",
                "OPERAND_BUSY|SEPT_TREE #  # -1 # =8000020000000092",
                "tdx_page_size_mismatch|1 #  # -1 # =c0000b0b00000001",
                "TDX_SUCCESS|48 #  # -1 # =30",
                "incorrect_msr_value|0x122 #  # -1 # =c000092100000122",
                "0x000000000000000000005a0 #  # -1 # =5a0",
            })
    void isUnderstoodAsItIsPrinted(String line, String call, int number, String words) {
        Explained one = only(line);
        assertThat(one.call()).isEqualTo(call == null ? "" : call);
        assertThat(one.number()).isEqualTo(number);
        assertThat(words(one)).isEqualTo(words);
        assertThat(one.summary()).isNotBlank();
    }

    @Test
    void aLogIsReadPastEverythingElse() {
        Log log = log("""
                [    8.972357] virt/tdx: BIOS enabled: private KeyID range [32, 64)
                [   10.798780] virt/tdx: SEAMCALL (0x0000000000000022) failed: 0xc000050500000000
                [   10.798786] virt/tdx: RCX 0x0000000000000000 RDX 0x9100000100000008 R08 0x0000000000000000
                [   10.798790] virt/tdx: R09 0x0000000000000000 R10 0x0000000000000000 R11 0x0000000000000001
                [   10.798793] virt/tdx: module initialization failed (-5)
                [   11.000000] RIP: 0010:tdx_mem_page_aug+0x102/0x1d0 [kvm_intel]
                [   11.000001] Code: 48 89 e5 41 57 41 56
                [   11.000002] RAX: 0000000000000024 RBX: ff1100012f1ae000 RCX: 0000000000000000
                [   11.000003] SEAMCALL (6) failed: 0x8000020000000001
                [   11.000004] SEAMCALL (6) failed: 0x8000020000000001
                [   11.000005] SEAMCALL (6) failed: 0x8000020000000092
                the text of a mail says that TDH.MEM.PAGE.AUG failed because of us
                80000000000005a0
                """);
        assertThat(log.problems().list()).isEmpty();
        assertThat(log.passedOver()).isEqualTo(6);
        assertThat(log.explained().stream().map(one -> one.line() + ":" + one.column() + " " + one.times()))
                .containsExactly("2:26 1", "9:16 2", "11:16 1", "13:1 1");
        assertThat(words(log.explained().get(0)))
                .isEqualTo("status=c000050500000000 rcx=0 rdx=9100000100000008 r8=0 r9=0 r10=0 r11=1");
    }

    @Test
    void repetitionsOfSeveralLinesAreOne() {
        String twice = "SEAMCALL (34) failed: 0xc000050500000000\nRCX 0x0 RDX 0x5 R08 0x0\n";
        assertThat(only(twice + twice).times()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '#',
            value = {
                "0xC0000B0D00000001 rcx=0x80000000012340f0 rdx=0x200"
                        + " # the entry of level 4K is PENDING with the page at host address 0x1234000",
                "0xC0000B0000000001 rcx=0 rdx=0x8101"
                        + " # the walk ended at the entry of level 2M, which is NL_BLOCKED",
                "0xC0000B0000000001 rcx=0x8000000000000000 rdx=3"
                        + " # the walk ended at the entry of level 512G, which is FREE",
                "0xC0000B0D00000001 rcx=7 rdx=0x8101 # RDX tells of an entry that is NL_BLOCKED, and RCX of one that"
                        + " cannot be",
                "0xC0000B0D00000001 rcx=0x80000000012340f7 rdx=0x200 # RDX tells of an entry that is PENDING, and RCX"
                        + " of one that cannot be",
                "0xC0000B0D00000001 rcx=7 rdx=0x606 # what RDX tells makes no sense",
                "0xC0000B0D00000001 rcx=0x80000000012340f7 # it tells of a page at host address 0x1234000, RWX:"
                        + " MAPPED, EXPORTED_DIRTY; RDX says which",
                "0xC0000B0800000001 rcx=0 rdx=0 # it tells of no entry",
                "SEAMCALL TDH_MEM_PAGE_REMOVE failed: 0x0, rcx 0x1234000, rdx 0x0"
                        + " # it gave back the page at host address 0x1234000",
                "SEAMCALL (28) failed: 0xc000060700000000 RCX 0x3 RDX 0x77000 R8 0x0 # the page is of type PT_REG and"
                        + " belongs to the TD whose TDR is at host address 0x77000",
                "SEAMCALL (34) failed: 0xc000050500000000 RCX 0x0 RDX 0x0 # there is no TDX",
                "0xC0000B0D00000001 rcx=0x12344f7 rdx=0x14401 # the entry of level 2M is L2_MAPPED with the page at"
                        + " host address 0x1234000",
            })
    void whatIsReturnedBesideTheStatusIsPutTogether(String text, String more) {
        assertThat(only(text).summary()).endsWith(more);
    }

    @Test
    void readingsCanBeForced() {
        Explained forced =
                Log.of("words", "0x200 rcx=0x7 0x201", Reading.RDX).explained().get(0);
        assertThat(forced.words().get(0).readings().get(0).reading()).isEqualTo(Reading.RDX);
        Log rdx = Log.of("words", "0x200 0xdeadbeefdeadbeef", Reading.RDX);
        assertThat(rdx.explained().get(0).words().get(0).isCertain()).isTrue();
        assertThat(rdx.explained().get(1).words().get(0).isCertain()).isFalse();
        assertThat(rdx.explained().get(1).words().get(0).readings()).hasSize(1);
        assertThat(only("spte=0xdeadbeefdeadbeef")
                        .words()
                        .get(0)
                        .readings()
                        .get(0)
                        .reading())
                .isEqualTo(Reading.SPTE);
        assertThat(only("page-info=0x200001").summary()).startsWith("the entry at level 2M");
    }

    @Test
    void everyWrongWordIsNamedAtOnce() {
        Log log = log("0x80g0 rbz=5 rcx= 0x12345678901234567890 TDX_OPERAND_BUZY OPERAND_BUSY|SEPT_TRE foo 0x "
                + "SUCCESS|0x100000000");
        assertThat(log.problems().list().stream().map(p -> p.at() + " " + p.message()))
                .containsExactly(
                        "1:5 `g` is no hexadecimal digit",
                        "1:8 no word is called `rbz`",
                        "1:14 `rcx=` has no word behind it",
                        "1:19 a word has 64 bits, and this has 20 hexadecimal digits",
                        "1:42 no status is called `TDX_OPERAND_BUZY`",
                        "1:72 no operand is called `SEPT_TRE`",
                        "1:81 `foo` is no word",
                        "1:85 `0x` has no digits",
                        "1:96 the low half of a status word has 32 bits");
        assertThat(log.problems().list().subList(0, 8)).allMatch(problem -> problem.hint() != null);
        assertThat(log.problems().list().get(4).hint()).isEqualTo("did you mean `OPERAND_BUSY`?");
        assertThat(log.problems().list().get(5).hint()).isEqualTo("did you mean `SEPT_TREE`?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "SEAMCALL TDH_MEM_TRACK failed: nope # 1:32 no status word behind the call",
                "SEAMCALL (7) failed: 0x8000z # 1:28 `z` is no hexadecimal digit",
                "SEAMCALL (7) failed: 0x8000020000000092, rcx 0x7q # 1:49 `q` is no hexadecimal digit",
                "hello # 1:1 `hello` is no word",
                "rcx # 1:1 `rcx` has no word behind it",
            })
    void aBrokenLineSaysWhere(String line, String problem) {
        assertThat(log(line).problems().list().stream().map(p -> p.at() + " " + p.message()))
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "0x_1 # 1:3 `_` stands between no two digits",
                "0x1_ # 1:4 `_` stands between no two digits",
                "SUCCESS|SEPT_TREE # 1:9 `SEPT_TREE` is an operand, and TDX_SUCCESS names none: its low half is an"
                        + " exit reason",
                "PAGE_SIZE_MISMATCH|RCX # 1:20 `RCX` is an operand, and TDX_PAGE_SIZE_MISMATCH names none: its low half"
                        + " is a level",
                "entry level_state=0x200 # 1:1 `entry` has no word behind it",
                "entry= level_state=0x200 # 1:1 `entry=` has no word behind it",
            })
    void whatSeemsAWordIsRefusedOnce(String line, String problem) {
        assertThat(log(line).problems().list().stream().map(p -> p.at() + " " + p.message()))
                .containsExactly(problem);
    }

    @Test
    void anExitReasonMayBeNamed() {
        assertThat(only("SUCCESS|EPT_VIOLATION").words().get(0).value()).isEqualTo(48);
    }

    @Test
    void aBrokenWordInALogIsNotPassedOver() {
        Log log = log("nothing here\n0x80g0\nSEAMCALL (7) failed: 0x80q\n0x5a0\n");
        assertThat(log.problems().list().stream().map(p -> p.at() + " " + p.message()))
                .containsExactly("2:5 `g` is no hexadecimal digit", "3:26 `q` is no hexadecimal digit");
        assertThat(log.explained()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\n ", "one line\nand another\n"})
    void nothingToDecodeIsAnError(String text) {
        assertThat(log(text).problems().list())
                .extracting(problem -> problem.message())
                .containsExactly("nothing here can be decoded");
    }

    @Test
    void aTextMayNotBeEndless() {
        Log log = log("0".repeat(Log.LENGTH_MAX + 1));
        assertThat(log.explained()).isEmpty();
        assertThat(log.problems().render()).contains("more than 1048576 characters", "grep SEAMCALL");
        assertThat(log("0".repeat(Log.LENGTH_MAX)).problems().list()).isEmpty();
    }

    @Test
    void afterManyProblemsTheRestIsNotRead() {
        assertThat(log("g ".repeat(100_000)).problems().list()).hasSize(Log.PROBLEMS_MAX);
        assertThat(log("0xg\n".repeat(100_000)).problems().list()).hasSize(Log.PROBLEMS_MAX);
    }

    /** None of these may take long, or more stack than there is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: ",
                "g",
                "TDH_",
                "SEAMCALL ",
                "0x",
                "rcx 0x1 ",
                "[1.1]",
                "failed ",
                "TDH.A failed: 0x1 ",
                "_",
                "rcx=1 "
            })
    void aLongLineIsNoTrouble(String piece) {
        Log log = log(piece.repeat(Log.LENGTH_MAX / 4 / piece.length()));
        assertThat(log.explained().isEmpty() && log.problems().isEmpty()).isFalse();
    }

    @Test
    void noTextIsTooOdd() {
        List<String> pieces = List.of(
                "SEAMCALL ",
                "(",
                ")",
                "0x",
                "failed",
                ": ",
                "TDH_MEM_TRACK",
                "TDH.",
                "rcx",
                "=",
                " ",
                "\n",
                "g",
                "|",
                "OPERAND_BUSY",
                "8000020000000092",
                "_",
                ",",
                "spte ",
                "_spte",
                "[ 1.5] ",
                "vp_enter_ret",
                "\t",
                "\u20ac",
                "\ud83d\ude00",
                "leaf 33, error ",
                "CPU 1: ",
                "failed: CPU 1: leaf 1, error",
                "SUCCESS",
                "9");
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (long n = random.nextLong() >>> 60; n >= 0; n--) {
                text.append(pieces.get((int) Long.remainderUnsigned(random.nextLong(), pieces.size())));
            }
            Log log = log(text.toString());
            assertThat(log.explained().isEmpty() && log.problems().isEmpty() && log.passedOver() == 0)
                    .as(text.toString())
                    .isFalse();
            assertThat(log.problems().render()).isNotEmpty();
        }
    }
}
