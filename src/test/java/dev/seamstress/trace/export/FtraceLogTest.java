package dev.seamstress.trace.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.trace.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: what reads tracefs reads a log. Method: a golden text; lines that a real kernel printed, with our task, PID,
 * CPU and time in their places; and what flags follow from.
 */
class FtraceLogTest {
    private static final Actors ACTORS = new Actors(List.of("P0", "VMM", "mmu"));

    @Test
    void theHandshakeOfTwoVcpusAndAZapper() throws IOException {
        Handshake model = new Handshake(2, 1, 1);
        StringBuilder out = new StringBuilder();
        new FtraceLog(Runs.actors(model), Runs.WORDS, KernelForm.VMX_6_16, FtraceLog.Messages.SHOWN)
                .write(Runs.handshake(model, 7), Runs.TITLE, out);
        Golden.check("handshake.log.txt", out.toString());
    }

    @Test
    void linesLieAsInTracefs() {
        Recording recording = new Recording(100);
        recording.event(6_746_519, 0, Event.KVM_ENTRY, 0, 0, 0, 0);
        recording.event(6_746_913, 0, Event.KVM_EXIT, 0x400, 0x100000014L, 0x1000, 0);
        recording.event(6_747_180, 0, Event.KVM_PAGE_FAULT, 0x1000, 0x100000014L, 0, 0);
        recording.event(6_748_000, 2, Event.LOCK_GRANTED, 0, 0, 0, 0);
        recording.event(6_748_650, 0, Event.KVM_MMU_SPTE_REQUESTED, 1, 0x2b9b, 1, 0);
        recording.event(6_748_791, 0, Event.KVM_MMU_GET_PAGE, 0, 0x3783, 0, 0);
        recording.event(6_748_950, 0, Event.KVM_TDP_MMU_SPTE_CHANGED, 0, 4, 1L << 63, 0x7fddf827);
        recording.event(6_749_393, 0, Event.KVM_MMU_SET_SPTE, 1, 0x2b9be67, 1, 0x7fde1008);
        recording.event(12_000_009, 1, Event.KVM_USERSPACE_EXIT, 2, 0, 0, 0);
        assertThat(events(recording))
                .containsExactly(
                        "           vcpu0-1000    [000] d..1.     6.746519: kvm_entry: vcpu 0, rip 0x0",
                        "           vcpu0-1000    [000] d..1.     6.746913: kvm_exit: vcpu 0 reason npf rip 0x0"
                                + " info1 0x0000000100000014 info2 0x0000000000001000 intr_info 0x00000000"
                                + " error_code 0x00000000",
                        "           vcpu0-1000    [000] .....     6.747180: kvm_page_fault: vcpu 0 rip 0x0"
                                + " address 0x0000000000001000 error_code 0x100000014",
                        "             mmu-1002    [002] .....     6.748000: lock_granted: lock=mmu_lock mode=read"
                                + " holder=P0",
                        "           vcpu0-1000    [000] ...1.     6.748650: kvm_mmu_spte_requested: gfn 1 pfn 2b9b"
                                + " level 1",
                        "           vcpu0-1000    [000] ...1.     6.748791: kvm_mmu_get_page: sp gen 0 gfn 0 l3 8-byte"
                                + " q0 direct wux nxe ad root 0 sync new",
                        "           vcpu0-1000    [000] ...1.     6.748950: kvm_tdp_mmu_spte_changed: as id 0 gfn 0"
                                + " level 4 old_spte 8000000000000000 new_spte 7fddf827",
                        "           vcpu0-1000    [000] ...1.     6.749393: kvm_mmu_set_spte: gfn 1 spte 2b9be67"
                                + " (rwxu) level 1 at 7fde1008",
                        "             vmm-1001    [001] .....    12.000009: kvm_userspace_exit: reason"
                                + " KVM_EXIT_IO (2)");
    }

    /** Its number is what two lines of one operation have in common, its text is what people read. */
    @Test
    void anOperationHasItsNumberAndWhatItIs() {
        EventWords words = (event, index, value) ->
                index > 0 ? "ok" : value == 1 ? "C: convert x to shared" : value == 2 ? "a\nb" : null;
        Recording recording = new Recording(10);
        recording.event(0, 1, Event.OPERATION_BEGIN, 1, 0, 0, 0);
        recording.event(1, 1, Event.OPERATION_END, 1, 0, 0, 0);
        recording.event(2, 1, Event.OPERATION_BEGIN, 2, 0, 0, 0);
        recording.event(3, 1, Event.OPERATION_BEGIN, 3, 0, 0, 0);
        StringBuilder out = new StringBuilder();
        new FtraceLog(ACTORS, words, KernelForm.VMX_6_16, FtraceLog.Messages.HIDDEN).write(recording, Runs.TITLE, out);
        assertThat(out.toString().lines().filter(line -> !line.startsWith("#")))
                .extracting(line -> line.substring(line.indexOf(": ") + 2))
                .containsExactly(
                        "begin: operation=1 (C: convert x to shared)",
                        "end: operation=1 (C: convert x to shared) result=ok",
                        "begin: operation=2 (" + Ascii.escape("a\nb") + ")",
                        "begin: operation=3");
    }

    @Test
    void flagsFollowFromSpinningLocks() {
        Recording recording = new Recording(100);
        String[] flags = {".....", ".....", "...1.", ".....", "...2.", "d..1.", "...1.", "...1.", ".....", "....."};
        recording.event(0, 2, Event.LOCK_GRANTED, 1, 1, 0, 0);
        recording.event(1, 2, Event.LOCK_GRANTED, 0, 0, 0, 0);
        recording.event(2, 0, Event.FAULT_RETRY, 1, 0, 0, 0);
        recording.event(3, 2, Event.LOCK_GRANTED, 2, 1, 0, 0);
        recording.event(4, 0, Event.KVM_MMU_GET_PAGE, 0, 0x3784, 0, 0);
        recording.event(5, 0, Event.KVM_EXIT, 1, 0, 0, 0);
        recording.event(6, 0, Event.LOCK_RELEASED, 2, 1, 0, 0);
        recording.event(7, 0, Event.LOCK_RELEASED, 1, 1, 0, 0);
        recording.event(8, 0, Event.LOCK_RELEASED, 0, 0, 0, 0);
        recording.event(9, 1, Event.LOCK_RELEASED, 0, 0, 0, 0);
        assertThat(events(recording)).extracting(line -> line.substring(31, 36)).containsExactly(flags);
    }

    @Test
    void theHeaderSaysWhatItIs() {
        Recording recording = new Recording(2);
        for (int step = 0; step < 5; step++) {
            recording.event(step, 0, Event.VM_DEAD, 0, 0, 0, 0);
        }
        Title title = new Title("race\n# tracer: evil", "pekko", "kvm-6.18", "seed 42");
        List<String> lines = log(recording, title).lines().toList();
        assertThat(lines)
                .startsWith(
                        "# SIMULATION by seamstress, not a kernel trace: driver pekko, kvm-6.18, seed 42",
                        "# scenario: race\\x0a# tracer: evil",
                        "# clock: virtual; steps have no costs yet, one step is 1 us")
                .contains(
                        "# incomplete: 3 entries at the end were not recorded",
                        "# tracer: nop",
                        "# entries-in-buffer/entries-written: 2/2   #P:3",
                        "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION");
    }

    @ParameterizedTest
    @EnumSource
    void theHeaderCountsLines(FtraceLog.Messages messages) {
        Recording recording = Runs.handshake(new Handshake(2, 1, 1), 7);
        recording.delivered(99, 0, 0, Continue.CONTINUE);
        StringBuilder out = new StringBuilder();
        new FtraceLog(Runs.actors(new Handshake(2, 1, 1)), Runs.WORDS, KernelForm.VMX_6_16, messages)
                .write(recording, Runs.TITLE, out);
        long lines =
                out.toString().lines().filter(line -> !line.startsWith("#")).count();
        assertThat(lines).isGreaterThan(20);
        assertThat(out).contains("# entries-in-buffer/entries-written: " + lines + "/" + lines + "   #P:");
    }

    @Test
    void columnHeadsStandOverTheirColumns() {
        List<String> lines = log(Runs.everything(3, 10, 1), Runs.TITLE).lines().toList();
        String heads = lines.stream()
                .filter(line -> line.startsWith("#              | |"))
                .findFirst()
                .orElseThrow();
        String line = lines.get(lines.size() - 1);
        assertThat(heads.indexOf("|||||")).isEqualTo(31);
        assertThat(line.substring(25, 31)).matches("\\[\\d{3}] ");
        assertThat(line.substring(36, 50)).matches(" {5}0\\.\\d{6}:");
    }

    @Test
    void theSameRunGivesTheSameBytes() {
        Handshake model = new Handshake(3, 2, 2);
        assertThat(logOf(model, 3)).isEqualTo(logOf(model, 3)).isNotEqualTo(logOf(model, 4));
    }

    private static String logOf(Handshake model, long seed) {
        StringBuilder out = new StringBuilder();
        new FtraceLog(Runs.actors(model), Runs.WORDS, KernelForm.VMX_6_16, FtraceLog.Messages.SHOWN)
                .write(Runs.handshake(model, seed), Runs.TITLE, out);
        return out + Runs.columns(Runs.actors(model), Runs.handshake(model, seed));
    }

    @Test
    void aLongRunArrivesWhole() {
        Recording recording = Runs.everything(600, 20_000, 1);
        StringBuilder out = new StringBuilder();
        new FtraceLog(Runs.many(600), Runs.WORDS, KernelForm.VMX_6_16, FtraceLog.Messages.HIDDEN)
                .write(recording, Runs.TITLE, out);
        assertThat(out.length()).isGreaterThan(1 << 20);
        assertThat(out.toString().lines().filter(line -> !line.startsWith("#"))).hasSize(20_000);
    }

    @Test
    void aFullDiskIsNotHidden() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("no space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        FtraceLog log = new FtraceLog(ACTORS, Runs.WORDS, KernelForm.VMX_6_16, FtraceLog.Messages.HIDDEN);
        assertThatThrownBy(() -> log.write(new Recording(1), Runs.TITLE, full))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space left");
    }

    private static List<String> events(Recording recording) {
        return log(recording, Runs.TITLE)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static String log(Recording recording, Title title) {
        StringBuilder out = new StringBuilder();
        new FtraceLog(ACTORS, Runs.WORDS, KernelForm.SVM_6_12, FtraceLog.Messages.HIDDEN).write(recording, title, out);
        return out.toString();
    }
}
