package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.TDX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The removal of one page: what the module answers to each of the four SEAMCALLs, times whether the kernel kicks and
 * retries once. Every cell of the table is a row here.
 *
 * <p>A row's story is what happens, in order: B, T, R, W for BLOCK, TRACK, REMOVE, WBINVD, with {@code ~} if the call
 * was busy and {@code #} if it failed otherwise; {@code kick} for all vCPUs out of the guest; {@code hold} and
 * {@code free} where vCPUs are kept out and let in; {@code clear} for the page; {@code bug-B} for a KVM_BUG_ON, which
 * ends the VM.
 */
class RemoveExternalSpteTransitionTest extends ZapRig {
    private static final String DONE = "B T kick R W clear";

    private enum Call {
        BLOCK,
        TRACK,
        REMOVE,
        WBINVD
    }

    private enum Answer {
        SUCCESS,
        BUSY_ONCE(FakeTdx.BUSY),
        BUSY_TWICE(FakeTdx.BUSY, FakeTdx.BUSY),
        ERROR(FakeTdx.STATE_INCORRECT),
        /** Of the success class, and not SUCCESS. */
        ALREADY(FakeTdx.ALREADY_BLOCKED);

        private final long[] statuses;

        Answer(long... statuses) {
            this.statuses = statuses;
        }
    }

    static Stream<Arguments> cells() {
        String retry = "kick-retry-once";
        String none = "no-kick-retry-once";
        return Stream.of(
                Arguments.of(retry, Call.BLOCK, Answer.SUCCESS, DONE),
                Arguments.of(retry, Call.BLOCK, Answer.BUSY_ONCE, "B~ hold kick B free T kick R W clear"),
                Arguments.of(retry, Call.BLOCK, Answer.BUSY_TWICE, "B~ hold kick B~ free bug-B"),
                Arguments.of(retry, Call.BLOCK, Answer.ERROR, "B# bug-B"),
                Arguments.of(retry, Call.BLOCK, Answer.ALREADY, "B# bug-B"),
                Arguments.of(retry, Call.TRACK, Answer.SUCCESS, DONE),
                Arguments.of(retry, Call.TRACK, Answer.BUSY_ONCE, "B T~ hold kick T free kick R W clear"),
                Arguments.of(retry, Call.TRACK, Answer.BUSY_TWICE, "B T~ hold kick T~ free bug-T kick R# bug-R"),
                Arguments.of(retry, Call.TRACK, Answer.ERROR, "B T# bug-T kick R# bug-R"),
                Arguments.of(retry, Call.REMOVE, Answer.SUCCESS, DONE),
                Arguments.of(retry, Call.REMOVE, Answer.BUSY_ONCE, "B T kick R~ hold kick R free W clear"),
                Arguments.of(retry, Call.REMOVE, Answer.BUSY_TWICE, "B T kick R~ hold kick R~ free bug-R"),
                Arguments.of(retry, Call.REMOVE, Answer.ERROR, "B T kick R# bug-R"),
                Arguments.of(retry, Call.WBINVD, Answer.SUCCESS, DONE),
                Arguments.of(retry, Call.WBINVD, Answer.BUSY_ONCE, "B T kick R W~ bug-W"),
                Arguments.of(retry, Call.WBINVD, Answer.BUSY_TWICE, "B T kick R W~ bug-W"),
                Arguments.of(retry, Call.WBINVD, Answer.ERROR, "B T kick R W# bug-W"),
                Arguments.of(none, Call.BLOCK, Answer.SUCCESS, DONE),
                Arguments.of(none, Call.BLOCK, Answer.BUSY_ONCE, "B~ bug-B"),
                Arguments.of(none, Call.BLOCK, Answer.BUSY_TWICE, "B~ bug-B"),
                Arguments.of(none, Call.BLOCK, Answer.ERROR, "B# bug-B"),
                Arguments.of(none, Call.BLOCK, Answer.ALREADY, "B# bug-B"),
                Arguments.of(none, Call.TRACK, Answer.SUCCESS, DONE),
                Arguments.of(none, Call.TRACK, Answer.BUSY_ONCE, "B T~ T kick R W clear"),
                Arguments.of(none, Call.TRACK, Answer.BUSY_TWICE, "B T~ T~ T kick R W clear"),
                Arguments.of(none, Call.TRACK, Answer.ERROR, "B T# bug-T kick R# bug-R"),
                Arguments.of(none, Call.REMOVE, Answer.SUCCESS, DONE),
                Arguments.of(none, Call.REMOVE, Answer.BUSY_ONCE, "B T kick R~ R W clear"),
                Arguments.of(none, Call.REMOVE, Answer.BUSY_TWICE, "B T kick R~ R~ R W clear"),
                Arguments.of(none, Call.REMOVE, Answer.ERROR, "B T kick R# bug-R"),
                Arguments.of(none, Call.WBINVD, Answer.SUCCESS, DONE),
                Arguments.of(none, Call.WBINVD, Answer.BUSY_ONCE, "B T kick R W~ bug-W"),
                Arguments.of(none, Call.WBINVD, Answer.BUSY_TWICE, "B T kick R W~ bug-W"),
                Arguments.of(none, Call.WBINVD, Answer.ERROR, "B T kick R W# bug-W"));
    }

    @ParameterizedTest(name = "{0}, {1} {2}: {3}")
    @MethodSource("cells")
    void everyCell(String change, Call call, Answer answer, String story) {
        assertStory(story, call, answer, change);
    }

    /** What the planted bugs make of the rows that they are about. */
    static Stream<Arguments> planted() {
        return Stream.of(
                Arguments.of("b20-block-busy-fails", Call.BLOCK, Answer.BUSY_ONCE, "B~ bug-B"),
                Arguments.of("b21-block-result-ignored", Call.BLOCK, Answer.BUSY_ONCE, "B~ T kick R# bug-R"),
                Arguments.of("b21-block-result-ignored", Call.BLOCK, Answer.ERROR, "B# bug-B"),
                Arguments.of(
                        "b21-block-result-ignored",
                        Call.TRACK,
                        Answer.BUSY_ONCE,
                        "B T~ hold kick T free kick R W clear"),
                Arguments.of("b21t-track-result-ignored", Call.TRACK, Answer.BUSY_ONCE, "B T~ kick R# bug-R"),
                Arguments.of(
                        "b21t-track-result-ignored",
                        Call.BLOCK,
                        Answer.BUSY_ONCE,
                        "B~ hold kick B free T kick R W clear"),
                Arguments.of("b33-track-no-kick", Call.BLOCK, Answer.SUCCESS, "B T R W clear"),
                Arguments.of("b33-track-no-kick", Call.BLOCK, Answer.BUSY_ONCE, "B~ hold kick B free T R W clear"),
                Arguments.of(
                        "b35-flag-cleared-early", Call.BLOCK, Answer.BUSY_ONCE, "B~ hold kick free B T kick R W clear"),
                Arguments.of("b35-flag-cleared-early", Call.BLOCK, Answer.BUSY_TWICE, "B~ hold kick free B~ bug-B"),
                Arguments.of("b35-flag-cleared-early", Call.BLOCK, Answer.SUCCESS, DONE));
    }

    @ParameterizedTest(name = "{0}, {1} {2}: {3}")
    @MethodSource("planted")
    void everyPlantedBugChangesItsRow(String mutation, Call call, Answer answer, String story) {
        assertStory(story, call, answer, mutation);
    }

    private void assertStory(String story, Call call, Answer answer, String change) {
        vm = vm(VmType.TDX_VM, change);
        startUnderLock(lock -> new RemoveExternalSpte(vm.kvm, GFN, leaf()));
        mapPrivate(GFN);
        long[] statuses = new long[call.ordinal() + answer.statuses.length];
        System.arraycopy(answer.statuses, 0, statuses, call.ordinal(), answer.statuses.length);
        vm.tdx.script(statuses);
        assertThat(String.join(" ", tell())).isEqualTo(story);
        assertThat(returned()).isEqualTo(story.endsWith("clear") ? 0 : Errno.EIO);
        assertThat(driver.value(content())).isEqualTo(story.endsWith("clear") ? 0 : 0xc0de);
        assertThat(driver.value(vm.kvm.words().dead()) != 0).isEqualTo(story.contains("bug"));
        assertAtRest();
    }

    private long leaf() {
        return vm.kvm.hostPages().gmemPfn(GFN) << 12;
    }

    private long content() {
        return vm.kvm.hostPages().contentWord(vm.kvm.hostPages().gmemPfn(GFN));
    }

    /** Runs to the end. A change of the flag comes before what else is told in its delivery. */
    private List<String> tell() {
        List<String> tokens = new ArrayList<>();
        long flag = 0;
        int told = 0;
        while (!driver.enabled().isEmpty()) {
            int[] first = driver.enabled().get(0);
            driver.deliver(first[0], first[1]);
            long now = driver.value(vm.kvm.words().waitForSeptZap());
            if (now != flag) {
                tokens.add(now == 1 ? "hold" : "free");
                flag = now;
            }
            List<String> story = story();
            story.subList(told, story.size()).forEach(words -> add(words, tokens));
            told = story.size();
        }
        return tokens;
    }

    private static void add(String words, List<String> tokens) {
        String[] parts = words.split("[ =]");
        switch (parts[0]) {
            case "BLOCK", "TRACK", "REMOVE", "WBINVD" -> {
                String how = parts.length == 1 ? "" : parts[1].equals("80000200") ? "~" : "#";
                tokens.add(words.charAt(0) + how);
            }
            case "request" -> {
                if (parts[1].equals("OUTSIDE_GUEST_MODE")) {
                    tokens.add("kick");
                }
            }
            case "bug_on" -> tokens.add("bug-" + bug(BugOn.valueOf(parts[1])));
            case "page_cleared" -> tokens.add("clear");
            default -> {}
        }
    }

    private static String bug(BugOn what) {
        return switch (what) {
            case RANGE_BLOCK -> "B";
            case TRACK -> "T";
            case PAGE_REMOVE -> "R";
            case PAGE_WBINVD -> "W";
            default -> what.name();
        };
    }

    @Test
    void removeComesOnlyAfterEveryVcpuHasLeftTheGuest() {
        startUnderLock(lock -> new RemoveExternalSpte(vm.kvm, GFN, leaf()));
        mapPrivate(GFN);
        enter(0);
        enter(1);
        driver.runWithout(FIRST);
        assertThat(called(1)).isEqualTo(1);
        assertThat(story()).endsWith("TRACK", "request OUTSIDE_GUEST_MODE");
        assertThat(driver.isEnabled(ZAPPER, TDX))
                .as("REMOVE waits for the other vCPU")
                .isFalse();
        driver.run();
        assertThat(called(0)).isEqualTo(1);
        assertThat(story()).contains("REMOVE", "page_cleared");
    }

    @Test
    void theSecondCallComesOnlyAfterEveryVcpuHasLeftTheGuest() {
        startUnderLock(lock -> new TdhDoNoVcpus(vm.kvm, Leaf.TDH_MEM_RANGE_BLOCK, GFN << 12, vm.kvm.tdr()));
        mapPrivate(GFN);
        vm.tdx.script(FakeTdx.BUSY);
        enter(1);
        driver.runWithout(FIRST + 1);
        assertThat(driver.value(vm.kvm.words().waitForSeptZap())).isEqualTo(1);
        assertThat(story()).endsWith("BLOCK=80000200", "request OUTSIDE_GUEST_MODE");
        driver.run();
        assertThat(story()).contains("BLOCK");
        assertThat(returned()).isZero();
        assertAtRest();
    }
}
