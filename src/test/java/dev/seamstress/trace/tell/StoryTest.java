package dev.seamstress.trace.tell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.Event;
import dev.seamstress.trace.log.LogEntry;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Goal: a step comes of those that could have made a difference to it, and of no others; runs that differ are told
 * apart. Method: logs of a few entries, written by hand: P0 and P1 are threads, mmu and tdx serve them.
 */
class StoryTest {
    private static final int P0 = 0;
    private static final int P1 = 1;
    private static final int TDX = 3;
    private static final LogEntry.Head HEAD = new LogEntry.Head(
            "s",
            "h",
            "kvm-6.19",
            "1.5.01",
            "engine",
            true,
            "seed 1",
            1000,
            List.of("P0", "P1", "mmu", "tdx"),
            "",
            new TreeMap<>(Collections.singletonMap("x", 0x100L)));

    private static LogEntry go(int step, int actor) {
        return new LogEntry.Delivered(step, step, actor, actor, -1, true, "go");
    }

    private static LogEntry message(int step, int from, int to, int sent) {
        return new LogEntry.Delivered(step, step, from, to, sent, false, "message");
    }

    private static LogEntry call(int step, String leaf, long gfn) {
        List<String> words = Arrays.asList(leaf + "@P0", null, "4K");
        return new LogEntry.Told(step, TDX, Event.SEAMCALL_BEGIN, List.of(0L, gfn, 0L), words);
    }

    private static LogEntry stored(int step, int actor) {
        return new LogEntry.Entry(step, actor, "mirror", 0, 0x100, 1, 1L << 63, 0x80000000000005a0L, "FROZEN");
    }

    private static Story story(LogEntry... entries) throws IOException {
        Story story = new Story(Functions.UNKNOWN);
        story.take(HEAD);
        for (LogEntry entry : entries) {
            story.take(entry);
        }
        return story.told();
    }

    private static List<Integer> past(Story story, int step) {
        return story.past(step).stream().boxed().toList();
    }

    @Test
    void aStepComesOfItsThreadAndOfItsMessage() throws IOException {
        Story story = story(go(0, P0), go(1, P1), message(2, P0, P1, 0), go(3, P0));
        assertThat(past(story, 2)).containsExactly(0, 1, 2);
        assertThat(past(story, 3)).containsExactly(0, 3);
        assertThat(past(story, 9)).isEmpty();
    }

    @Test
    void whoeverStoresComesOfWhoStoredThereBefore() throws IOException {
        Story story = story(go(0, P0), stored(0, P0), go(1, P1), go(2, P1), stored(2, P1));
        assertThat(past(story, 1)).containsExactly(1);
        assertThat(past(story, 2)).containsExactly(0, 1, 2);
    }

    private static LogEntry told(int step, int actor, Event event, Long... numbers) {
        return new LogEntry.Told(step, actor, event, List.of(numbers), Arrays.asList(new String[numbers.length]));
    }

    @Test
    void whoIsAboutAPageComesOfWhoChangedAnEntryThatCoversIt() throws IOException {
        Story story = story(
                go(0, P0),
                stored(0, P0),
                go(1, P1),
                told(1, P1, Event.FAULT_DONE, 0x200L, 0L),
                go(2, P1),
                told(2, P1, Event.KVM_PAGE_FAULT, 0x100000L, 0L),
                go(3, P1));
        assertThat(past(story, 1)).containsExactly(1);
        assertThat(past(story, 2)).containsExactly(0, 1, 2);
        assertThat(past(story, 3)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void whateverChangesTheVmIsThereForAllThreads() throws IOException {
        Story story = story(go(0, P0), told(0, P0, Event.VM_DEAD), go(1, P1), message(2, P1, TDX, 1));
        assertThat(past(story, 1)).containsExactly(0, 1);
        assertThat(past(story, 2)).containsExactly(0, 1, 2);
    }

    @Test
    void callsComeOfCallsAboutTheirPageAndOfTheLastOneAboutNone() throws IOException {
        Story story = story(
                go(0, P0),
                go(1, P1),
                message(2, P1, TDX, 1),
                call(2, "TDH.MEM.PAGE.AUG", 0x200),
                message(3, P0, TDX, 0),
                call(3, "TDH.MEM.PAGE.AUG", 0x100),
                message(4, P1, TDX, 1),
                call(4, "TDH.MEM.TRACK", 0),
                message(5, P0, TDX, 0),
                call(5, "TDH.MEM.PAGE.REMOVE", 0x100));
        assertThat(past(story, 3)).containsExactly(0, 3);
        assertThat(past(story, 5)).contains(0, 3, 4, 5);
    }

    @Test
    void aStepIsASentenceWithItsSources() throws IOException {
        Story story =
                story(go(0, P0), stored(0, P0), message(1, P0, TDX, 0), call(1, "TDH.MEM.PAGE.AUG", 0x102), go(2, P0));
        assertThat(story.steps())
                .extracting(StoryStep::sentence)
                .containsExactly(
                        "P0 changes the mirror entry of x: none -> FROZEN.",
                        "tdx begins TDH.MEM.PAGE.AUG for P0 on x[2] [tdh_mem_page_aug.c].",
                        "P0 goes on.");
    }

    @Test
    void anotherOrderOfTheSameIsToldFromAnotherRun() throws IOException {
        Story a = story(go(0, P0), go(1, P1), message(2, P0, TDX, 0), message(3, P1, TDX, 1));
        Story b = story(go(0, P1), go(1, P0), message(2, P1, TDX, 0), message(3, P0, TDX, 1));
        RunDiff reordered = RunDiff.of(a, b);
        assertThat(reordered.first()).isZero();
        assertThat(reordered.isReordered()).isTrue();
        RunDiff longer = RunDiff.of(a, story(go(0, P0), go(1, P1), message(2, P0, TDX, 0)));
        assertThat(longer.first()).isEqualTo(3);
        assertThat(longer.isReordered()).isFalse();
        assertThat(longer.actors())
                .filteredOn(actor -> !actor.isSame())
                .singleElement()
                .satisfies(actor -> {
                    assertThat(actor.name()).isEqualTo("tdx for P1");
                    assertThat(actor.a()).hasSize(1);
                    assertThat(actor.b()).isEmpty();
                });
        assertThat(RunDiff.of(a, a).isSame()).isTrue();
    }

    @Test
    void aRunThatNobodyReadsIsRefused() throws IOException {
        Story story = story();
        for (int step = 0; step < Story.STEPS_MAX; step++) {
            story.take(go(step, P0));
        }
        assertThatThrownBy(() -> {
                    story.take(go(Story.STEPS_MAX, P0));
                    story.take(go(Story.STEPS_MAX + 1, P0));
                })
                .isInstanceOf(Story.TooLong.class);
    }
}
