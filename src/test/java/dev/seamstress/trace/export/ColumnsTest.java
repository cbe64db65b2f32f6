package dev.seamstress.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.trace.Recording;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a race can be read off the columns, at most 120 wide. Method: a golden text, and each rule of the drawing. */
class ColumnsTest {
    private static final Actors TWO = new Actors(List.of("P0", "P1"));

    @Test
    void theHandshakeOfTwoVcpusAndAZapper() throws IOException {
        Handshake model = new Handshake(2, 1, 1);
        Golden.check("handshake.columns.txt", Runs.columns(Runs.actors(model), Runs.handshake(model, 7)));
    }

    @ParameterizedTest(name = "{0} vCPUs, seed {1}")
    @CsvSource({"2, 1", "2, 2", "3, 1", "3, 2", "4, 1", "4, 2"})
    void neverWiderThan120(int vcpus, long seed) {
        Handshake model = new Handshake(vcpus, 2, 2);
        assertFits(Runs.columns(Runs.actors(model), Runs.handshake(model, seed)));
    }

    @ParameterizedTest(name = "{1} of {0} machines")
    @CsvSource({
        "20, 20, true",
        "600, 600, true",
        "600, 3, false",
        "13, 13, true",
        "12, 12, false",
        "2, 2, false",
        "1, 1, false"
    })
    void neverWiderThan120WithManyMachines(int machines, int active, boolean hasWho) {
        Actors actors = machines < 3 ? new Actors(TWO_NAMES.subList(0, machines)) : Runs.many(machines);
        String text = Runs.columns(actors, Runs.everything(active, 4000, 1));
        assertFits(text);
        assertThat(text.lines().anyMatch(line -> line.startsWith(" step  who"))).isEqualTo(hasWho);
    }

    private static final List<String> TWO_NAMES = List.of("P0", "P1");

    private static void assertFits(String text) {
        assertThat(text.lines()).hasSizeGreaterThan(40).allSatisfy(line -> {
            assertThat(line).hasSizeLessThanOrEqualTo(120).doesNotEndWith(" ").matches("[ -~]*");
        });
    }

    @Test
    void noTextIsCut() {
        Actors actors = Runs.many(8);
        EventText texts = new EventText(actors, Runs.WORDS);
        Recording recording = new Recording(1000);
        StringBuilder told = new StringBuilder();
        for (Event event : Event.values()) {
            if (Mark.of(event) == Mark.EVENT) {
                int actor = event.ordinal() % 8;
                recording.event(event.ordinal(), actor, event, -1, -2, -3, -4);
                texts.brief(told, event, -1, -2, -3, -4);
            }
        }
        StringBuilder drawn = new StringBuilder();
        rows(actors, recording).forEach(row -> drawn.append(row.substring(5)));
        assertThat(withoutSpaces(drawn)).isEqualTo(withoutSpaces(told)).hasSizeGreaterThan(1000);
    }

    private static String withoutSpaces(CharSequence text) {
        return text.toString().replace(" ", "");
    }

    @Test
    void longTextHangs() {
        Recording recording = new Recording(10);
        recording.event(3, 1, Event.KVM_TDP_MMU_SPTE_CHANGED, 0x123456789L, 1, -1, -2);
        recording.event(3, 0, Event.VM_DEAD, 0, 0, 0, 0);
        assertThat(rows(new Actors(List.of("P0", "P1", "P2")), recording))
                .containsExactly(
                        "    3" + " ".repeat(44) + "kvm_tdp_mmu_spte_changed gfn=0x123456789 level=1"
                                + " 0xffffffffffffffff ->",
                        " ".repeat(53) + "0xfffffffffffffffe",
                        "      !! vm_dead");
    }

    @Test
    void aThreadThatGoesOnByItselfHasNoMessageRow() {
        Recording recording = new Recording(10);
        recording.delivered(0, 0, 0, Continue.CONTINUE);
        recording.delivered(1, 1, 1, Continue.CONTINUE);
        recording.event(1, 1, Event.FAULT_RETRY, 1, 0, 0, 0);
        recording.event(1, 1, Event.COLUMN_END, 0, 0, 0, 0);
        recording.delivered(2, 1, 1, new Tdx.GuestReturn(2));
        assertThat(rows(new Actors(List.of("P0", "P1")), recording))
                .containsExactly(
                        "    1    fault_retry gfn=0x1 FROZEN",
                        "         column_end 0",
                        "    2 <- P1 guest_return status=0x2");
    }

    @Test
    void aCallIsToldOnceWithItsMessage() {
        Recording recording = new Recording(100);
        long aug = CallName.of(Leaf.TDH_MEM_PAGE_AUG, 0);
        long enter = CallName.of(Leaf.TDH_VP_ENTER, 1);
        recording.delivered(0, 0, 2, new Tdx.Seamcall(Leaf.TDH_MEM_PAGE_AUG, 0x100000, 0x2000, 0x3000));
        recording.event(0, 2, Event.SEAMCALL_BEGIN, aug, 0x100, 0, 0);
        recording.delivered(1, 1, 2, new Tdx.Seamcall(Leaf.TDH_VP_ENTER, 1, 0, 0));
        recording.event(1, 2, Event.SEAMCALL_BEGIN, enter, 0, 0, 0);
        recording.event(1, 2, Event.SEAMCALL_BUSY, enter, 0, 8, -1);
        recording.event(1, 2, Event.SEAMCALL_DONE, enter, 0, 0, 8);
        recording.delivered(2, 0, 2, new Tdx.Complete(Leaf.TDH_MEM_PAGE_AUG));
        recording.event(2, 2, Event.SEPT_CHANGED, 0x100, 0, 1, 2);
        recording.event(2, 2, Event.SEAMCALL_DONE, aug, 0x100, 0, 0);
        recording.delivered(3, 2, 0, new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0, 0, 0));
        Actors actors = new Actors(List.of("P0", "P1", "tdx"));
        assertThat(calls(actors, recording))
                .containsExactly(
                        "    0 <- P0 seamcall TDH.MEM.PAGE.AUG gfn=0x100 level=0",
                        "    1 <- P1 seamcall TDH.VP.ENTER rcx=0x1 status=0x8",
                        "         seambusy by=claim",
                        "    2 <- P0 complete TDH.MEM.PAGE.AUG status=0x0",
                        "         sept_changed gfn=0x100 level=0 1 -> 2",
                        "    3 <- tdx return TDH.MEM.PAGE.AUG status=0x0");
    }

    @Test
    void aRefusalThatReturnsLaterHasItsStatus() {
        Recording recording = new Recording(100);
        long accept = CallName.of(Leaf.TDG_MEM_PAGE_ACCEPT, 1);
        recording.delivered(0, 1, 2, new Tdx.Accept(0x100000));
        recording.event(0, 2, Event.SEAMCALL_BEGIN, accept, 0x100, 0, 0);
        recording.event(0, 2, Event.SEAMCALL_BUSY, accept, 0x100, 8, CallName.of(Leaf.TDH_MEM_PAGE_AUG, 0));
        recording.delivered(1, 1, 2, new Tdx.Complete(Leaf.TDG_MEM_PAGE_ACCEPT));
        recording.delivered(2, 0, 2, new Tdx.Complete(Leaf.TDH_MEM_PAGE_AUG));
        recording.event(2, 2, Event.SEAMCALL_DONE, accept, 0x100, 0, 7);
        recording.event(3, 2, Event.SEAMCALL_DONE, accept, 0x100, 0, 8);
        Actors actors = new Actors(List.of("P0", "P1", "tdx"));
        assertThat(calls(actors, recording))
                .containsExactly(
                        "    0 <- P1 seamcall TDG.MEM.PAGE.ACCEPT gfn=0x100 level=0",
                        "         seambusy status=0x8 by=TDH.MEM.PAGE.AUG@P0",
                        "    1 <- P1 complete TDG.MEM.PAGE.ACCEPT",
                        "    2 <- P0 complete TDH.MEM.PAGE.AUG",
                        "         seamret TDG.MEM.PAGE.ACCEPT@P1 gfn=0x100 level=0 status=0x7",
                        "    3    seamret TDG.MEM.PAGE.ACCEPT@P1 gfn=0x100 level=0 status=0x8");
    }

    /** The rows of a run, as if each machine's column were the first and no line too long. */
    private static List<String> calls(Actors actors, Recording recording) {
        StringBuilder out = new StringBuilder();
        new Columns(actors, new CallWords(actors, Runs.WORDS), Ink.PLAIN).write(recording, Runs.TITLE, out);
        String text = out.toString().replaceAll("(?m)^( {4}[ \\d]) {2,}(<-|  )(?= \\S)", "$1 $2");
        return text.lines().skip(4).toList();
    }

    @Test
    void aBarRunsWhileAnEntryIsFrozen() {
        Recording recording = new Recording(100);
        recording.event(0, 0, Event.SPTE_FROZEN, 1, 1, 0, 0);
        recording.event(1, 1, Event.KVM_ENTRY, 0, 0, 0, 0);
        recording.event(2, 0, Event.KVM_ENTRY, 0, 0, 0, 0);
        recording.event(3, 0, Event.SPTE_ROLLED_BACK, 1, 1, 0, 0);
        recording.event(4, 1, Event.SPTE_FROZEN, 1, 1, 0, 0);
        recording.event(5, 0, Event.KVM_ENTRY, 0, 0, 0, 0);
        recording.event(6, 1, Event.SPTE_PUBLISHED, 1, 1, 0, 0);
        recording.event(7, 1, Event.SPTE_FROZEN, 1, 1, 0, 0);
        recording.event(8, 1, Event.LOCK_RELEASED, 1, 0, 0, 0);
        recording.event(9, 1, Event.LOCK_RELEASED, 0, 0, 0, 0);
        String second = " ".repeat(36);
        assertThat(rows(TWO, recording))
                .containsExactly(
                        "    0  + spte_frozen gfn=0x1 level=1 old_spte=0x0",
                        "    1  | " + second + "    kvm_entry",
                        "    2  | kvm_entry",
                        "    3  x spte_rolled_back gfn=0x1 level=1 old_spte=0x0",
                        "    4    " + second + "  + spte_frozen gfn=0x1 level=1 old_spte=0x0",
                        "    5    kvm_entry" + " ".repeat(29) + "|",
                        "    6    " + second + "  + spte_published gfn=0x1 level=1 new_spte=0x0",
                        "    7    " + second + "  + spte_frozen gfn=0x1 level=1 old_spte=0x0",
                        "    8    " + second + "  | lock_released slots_lock read",
                        "    9    " + second + "    lock_released mmu_lock read");
    }

    @Test
    void aBarKeepsItsDistanceFromText() {
        Recording recording = new Recording(100);
        recording.event(0, 1, Event.SPTE_FROZEN, 1, 1, 0, 0);
        recording.event(1, 0, Event.KVM_EXIT, 48, 1, 0, 0);
        recording.event(2, 0, Event.KVM_EXIT, 8, 1, 0, 0);
        recording.event(3, 0, Event.KVM_EXIT, 48, 1, 0x10000, 0);
        assertThat(rows(TWO, recording).subList(1, 4))
                .containsExactly(
                        "    1    kvm_exit reason=48 info1=0x1 info2=0x0",
                        "    2    kvm_exit reason=8 info1=0x1 info2=0x0 |",
                        "    3    kvm_exit reason=48 info1=0x1 info2=0x10000");
    }

    @Test
    void rowsNameTheirMachineWhereColumnsDoNotFit() {
        Recording recording = Runs.everything(600, 3000, 2);
        recording.delivered(9999, 598, 17, new Tdx.Accept(0x1001));
        assertThat(rows(Runs.many(600), recording)).last().isEqualTo(" 9999  P17  <- mmu accept rcx=0x1001");
    }

    @Test
    void whatWasNotRecordedIsSaid() {
        Recording recording = new Recording(1);
        for (int step = 0; step < 4; step++) {
            recording.event(step, 0, Event.VM_DEAD, 0, 0, 0, 0);
        }
        assertThat(rows(TWO, recording))
                .containsExactly("    0 !! vm_dead", "... and 3 entries more, which were not recorded");
    }

    @Test
    void stepsOfAnyLengthHaveTheirPlace() {
        Recording recording = new Recording(10);
        recording.event(0, 0, Event.VM_DEAD, 0, 0, 0, 0);
        recording.event(Integer.MAX_VALUE, 0, Event.VM_DEAD, 0, 0, 0, 0);
        assertThat(rows(TWO, recording)).containsExactly("          0 !! vm_dead", " 2147483647 !! vm_dead");
    }

    @Test
    void colourOnlyAddsToTheText() {
        Handshake model = new Handshake(2, 1, 1);
        StringBuilder coloured = new StringBuilder();
        new Columns(Runs.actors(model), Runs.WORDS, Ink.ANSI).write(Runs.handshake(model, 7), Runs.TITLE, coloured);
        assertThat(coloured.toString()).contains("\u001b[1;33m + spte_frozen", "\u001b[0m");
        assertThat(coloured.toString().replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(Runs.columns(Runs.actors(model), Runs.handshake(model, 7)));
    }

    @Test
    void hostileNamesAreHarmless() {
        Title title = new Title("evil\n\u001b[2J" + "x".repeat(300), "\r", "\u0007", "\u009b");
        Recording recording = new Recording(10);
        recording.event(0, 0, Event.FAULT_RETRY, 1, 0, 0, 0);
        StringBuilder out = new StringBuilder();
        Actors actors = new Actors(List.of("\u001b[31mP0\n" + "y".repeat(300)));
        new Columns(actors, (event, index, value) -> "w\n" + value, Ink.PLAIN).write(recording, title, out);
        assertThat(out.toString().lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(120).matches("[ -~]*"));
        assertThat(out.toString()).startsWith("evil\\x0a\\x1b[2Jxxx").contains("fault_retry gfn=w\\x0a1 w\\x0a0");
    }

    private static List<String> rows(Actors actors, Recording recording) {
        return Runs.columns(actors, recording).lines().skip(4).toList();
    }
}
