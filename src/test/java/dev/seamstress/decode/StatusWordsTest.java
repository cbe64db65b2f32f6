package dev.seamstress.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.tdx.OperandId;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.scenario.ast.At;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: every status word has the name that the module gives it, and means for KVM what KVM does.
 *
 * <p>Method: published words by hand; all of the table against itself, and against the part that the model uses.
 */
class StatusWordsTest {
    private static Decoded status(long word) {
        return Decoder.read(word, Reading.STATUS);
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text, 16);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "0000000000000000, TDX_SUCCESS",
        "0000000000000030, TDX_SUCCESS|48",
        "4000000100000000, TDX_NON_RECOVERABLE_VCPU",
        "6000000200000002, TDX_NON_RECOVERABLE_TD|2",
        "4000000200000000, TDX_NON_RECOVERABLE_TD",
        "8000000300000000, TDX_INTERRUPTED_RESUMABLE",
        "8000000400000000, TDX_INTERRUPTED_RESTARTABLE",
        "c000010000000045, TDX_OPERAND_INVALID|CPUID_CONFIG",
        "c000010100000008, TDX_OPERAND_ADDR_RANGE_ERROR|R8",
        "8000020000000001, TDX_OPERAND_BUSY|RCX",
        "8000020000000092, TDX_OPERAND_BUSY|SEPT_TREE",
        "80000200000000a9, TDX_OPERAND_BUSY|TD_EPOCH",
        "80000200000000ac, TDX_OPERAND_BUSY|OP_STATE",
        "8000020000000080, TDX_OPERAND_BUSY|TDR",
        "8000020000000777, TDX_OPERAND_BUSY|0x777",
        "8000020100000000, TDX_PREVIOUS_TLB_EPOCH_BUSY",
        "9000020500000000, TDX_HOST_PRIORITY_BUSY_TIMEOUT",
        "c000030000000001, TDX_PAGE_METADATA_INCORRECT|RCX",
        "c000050500000000, TDX_SYS_NOT_READY",
        "e000060400000000, TDX_TD_FATAL",
        "c000060400000000, TDX_TD_FATAL",
        "c000060800000000, TDX_OP_STATE_INCORRECT",
        "c000073100000000, TD_VMCS_FIELD_ERROR",
        "8000081000000000, TDX_TD_KEYS_NOT_CONFIGURED",
        "0000081500000000, TDX_KEY_CONFIGURED",
        "0000082100000000, TDX_NO_HKID_READY_TO_WBCACHE",
        "8000082400000000, TDX_FLUSHVP_NOT_DONE",
        "c000092100000122, TDX_INCORRECT_MSR_VALUE|0x122",
        "c0000b0000000001, TDX_EPT_WALK_FAILED|RCX",
        "c0000b0600000001, TDX_GPA_RANGE_NOT_BLOCKED|RCX",
        "00000b0700000001, TDX_GPA_RANGE_ALREADY_BLOCKED|RCX",
        "c0000b0800000092, TDX_TLB_TRACKING_NOT_DONE|SEPT_TREE",
        "00000b0a00000000, TDX_PAGE_ALREADY_ACCEPTED|0",
        "c0000b0b00000001, TDX_PAGE_SIZE_MISMATCH|1",
        "c0000b0d00000001, TDX_EPT_ENTRY_STATE_INCORRECT|RCX",
        "c0000b0e00000001, TDX_EPT_PAGE_NOT_FREE|RCX",
        "c0000b1200000009, TDX_L2_SEPT_PAGE_NOT_PROVIDED|R9",
        "0000114200000001, TDX_TD_EXIT_ON_L2_TO_L1|1",
        "8000ff0000000006, TDX_SEAMCALL_UD",
        "8000ff000000000d, TDX_SEAMCALL_GP",
        "8000ff00ffff0000, TDX_SEAMCALL_VMFAILINVALID",
        "8000ff00fffe0000, TDX_SEAMCALL_VMFAILVALID",
        "8000ff0000000001, TDX_SW_ERROR|0x1",
        "ffffffffffffffff, UNINITIALIZE_ERROR",
    })
    void isCalledAsPublished(String word, String name) {
        assertThat(status(hex(word)).name()).isEqualTo(name);
        assertThat(Decoder.readings(hex(word)).get(0).reading()).isEqualTo(Reading.STATUS);
        assertThat(status(hex(word)).sentence()).startsWith(name + ": ");
    }

    @ParameterizedTest
    @EnumSource(StatusCode.class)
    void everyNameRoundTrips(StatusCode code) {
        assertThat(StatusCode.of(code.word())).isEqualTo(code);
        StatusCode named = StatusCode.named(code.text());
        assertThat(named.text()).isEqualTo(code.text());
        boolean isOldForm = code.since() == StatusCode.Since.V10 && named != code;
        assertThat(isOldForm ? named.since() : code.since()).isEqualTo(named.since());
        if (!isOldForm && code != StatusCode.UNINITIALIZE_ERROR) {
            assertThat(HexWord.parse(code.text(), At.NONE, problem -> {})).isEqualTo(code.word());
        }
        assertThat(code.meaning()).doesNotContain(".").doesNotMatch("[A-Z][a-z].*");
    }

    @ParameterizedTest
    @EnumSource(StatusCode.class)
    void everyCodeIsAStatusBeforeItIsAnythingElse(StatusCode code) {
        boolean isLowHalfFixed = code == StatusCode.SW_ERROR || code == StatusCode.UNINITIALIZE_ERROR;
        long word = code == StatusCode.SW_ERROR ? code.word() | 6 : isLowHalfFixed ? -1 : code.word() | 1;
        Decoded first = Decoder.readings(word).get(0);
        assertThat(first.reading()).isEqualTo(Reading.STATUS);
        assertThat(first.isPossible()).isTrue();
        String known = first.fields().stream()
                .filter(f -> f.name().equals("class"))
                .findFirst()
                .orElseThrow()
                .meaning();
        if (code != StatusCode.UNINITIALIZE_ERROR) {
            assertThat(known).isNotEqualTo(StatusClass.UNKNOWN.text());
        }
    }

    @Test
    void theModelAndTheTableSpeakOfTheSame() {
        for (TdxStatus status : TdxStatus.values()) {
            assertThat(StatusCode.of(status.word()).name()).isEqualTo(status.name());
            for (OperandId operand : OperandId.values()) {
                if (StatusCode.of(status.word()).lowHalf() == LowHalf.OPERAND) {
                    long word = status.with(operand);
                    assertThat(status(word).name()).isEqualTo("TDX_" + TdxStatus.name(word));
                }
            }
            for (int level = 0; level < 3; level++) {
                if (StatusCode.of(status.word()).lowHalf() == LowHalf.LEVEL) {
                    assertThat(status(status.with(level)).name())
                            .isEqualTo("TDX_" + TdxStatus.name(status.with(level)));
                }
            }
        }
        assertThat(status(TdxStatus.EXIT_EPT_VIOLATION).name()).isEqualTo("TDX_SUCCESS|48");
        for (OperandId operand : OperandId.values()) {
            assertThat(Operand.of(operand.number()).name()).isEqualTo(operand.name());
            assertThat(Operand.named(operand.name()).number()).isEqualTo(operand.number());
        }
    }

    @ParameterizedTest
    @EnumSource(ExitReason.class)
    void anExitReasonIsSaidOnce(ExitReason reason) {
        assertThat(reason.text()).isNotEqualTo(reason.name());
        assertThat(ExitReason.named(reason.name())).isEqualTo(reason);
    }

    @Test
    void everyFlagIsShown() {
        List<Field> fields = status(0xF000_0205_0000_0000L).fields();
        assertThat(fields.stream().map(f -> f.bits() + " " + f.value()))
                .containsExactly("63 1", "62 1", "61 1", "60 1", "47:40 0x2", "39:32 0x5", "31:0 0x0", "63:62 no");
        assertThat(success(0x0000_0B07_0000_0001L)).isEqualTo("yes, though it is not TDX_SUCCESS");
        assertThat(success(0x4000_0001_0000_0000L)).isEqualTo("no, a TD exit, but the vCPU or the TD is dead");
        assertThat(success(0)).isEqualTo("yes, ");
        assertThat(success(0x8000_0200_0000_0000L)).isEqualTo("no, ");
    }

    private static String success(long word) {
        Field field = status(word).fields().get(status(word).fields().size() - 1);
        return field.value() + ", " + field.meaning();
    }

    @Test
    void aCodeOfANewerModuleMayBeAStatus() {
        assertThat(status(hex("c000030500000008")).isPossible()).isTrue();
        assertThat(status(hex("c000030500000008")).name()).isEqualTo("unknown status");
        assertThat(status(hex("c000030500012345")).isPossible())
                .as("no such operand")
                .isFalse();
        assertThat(status(hex("c0007f0500000008")).isPossible())
                .as("no such class")
                .isFalse();
        assertThat(status(hex("c001030500000008")).isPossible())
                .as("reserved bit")
                .isFalse();
    }

    @ParameterizedTest(name = "{0} of {1}, printed {2}")
    @CsvSource({
        "8000020000000092, TDH_MEM_PAGE_AUG, false, RET_PF_RETRY",
        "8000020000000080, TDH_MEM_PAGE_ADD, false, before 6.19 userspace got -EBUSY",
        "8000020000000092, TDH_MEM_RANGE_BLOCK, false, tries once more",
        "8000020000000092, TDH_MEM_RANGE_BLOCK, true, second refusal is a KVM_BUG_ON",
        "80000200000000a9, TDH_VP_ENTER, false, runs the vCPU again",
        "8000020000000001, TDG_MEM_PAGE_ACCEPT, false, the guest may try again",
        "8000020100000000, TDH_MEM_TRACK, true, KVM does not count it as BUSY",
        "c0000b0800000001, TDH_MEM_PAGE_REMOVE, true, KVM_BUG_ON",
        "00000b0700000001, TDH_MEM_RANGE_BLOCK, true, KVM takes all but zero for one",
        "c000050500000000, TDH_SYS_RD, true, there is no TDX",
        "c000030000000001, TDH_PHYMEM_PAGE_RECLAIM, true, leaks the page",
        "6000000200000002, TDH_VP_ENTER, true, KVM_EXIT_SHUTDOWN",
        "8000020300000000, TDH_MNG_KEY_CONFIG, false, up to ten times",
        "0000000000000001, TDH_VP_ENTER, false, KVM handles that exit",
    })
    void saysWhatKvmDoes(String word, LeafName leaf, boolean isPrinted, String kvm) {
        assertThat(Decoder.status(hex(word), leaf, isPrinted).sentence()).contains(kvm);
    }

    @Test
    void leavesHaveTheNumbersOfTheModel() {
        for (dev.seamstress.core.tdx.Leaf leaf : dev.seamstress.core.tdx.Leaf.values()) {
            LeafName name = LeafName.named(leaf.text());
            assertThat(name.name()).isEqualTo(leaf.name());
            assertThat(name.number()).isEqualTo(leaf.number());
            assertThat(name.text()).isEqualTo(leaf.text());
            assertThat(name.isGuests()).isEqualTo(leaf.isGuests());
            assertThat(leaf.isGuests() || LeafName.seamcall(leaf.number()) == name)
                    .isTrue();
        }
        for (boolean isGuests : new boolean[] {true, false}) {
            assertThat(Arrays.stream(LeafName.values())
                            .filter(leaf -> leaf.isGuests() == isGuests)
                            .map(LeafName::number))
                    .doesNotHaveDuplicates();
        }
        assertThat(LeafName.seamcall(28)).isEqualTo(LeafName.TDH_PHYMEM_PAGE_RECLAIM);
        assertThat(LeafName.seamcall(96)).isEqualTo(LeafName.TDH_MIG_STREAM_CREATE);
        assertThat(LeafName.seamcall(97)).isNull();
    }

    /** The sentence says what the low half names, and not only the table. */
    @Test
    void theSentenceSaysWhatTheLowHalfNames() {
        assertThat(StatusReader.read(0x8000020000000092L, null, false).sentence())
                .contains("(it names the secure EPT as a tree)");
        assertThat(StatusReader.read(0xC0000B0D00000001L, null, false).sentence())
                .contains("(it names register RCX)");
        assertThat(StatusReader.read(0x30, null, false).sentence()).contains("(exit reason EPT_VIOLATION");
    }

    /** Source: tdx.c, smp_func_do_phymem_cache_wb(). */
    @Test
    void kvmTakesItForSuccessThatAnotherWroteBack() {
        assertThat(StatusReader.read(0x0000082100000000L, null, false).sentence())
                .endsWith("KVM takes it for success: somebody else has done it");
    }
}
