package dev.seamstress.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.Recording;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: a race diagram leaves out nothing that a race can turn on. Method: all scenarios under all their kernels and
 * planted bugs, several seeds each; what changes an entry, each BUSY, each RETRY and each end must have its line.
 */
@Tag("once")
class RaceStoryTest {
    private static final int SEEDS = 3;
    private static final int STEPS_MAX = 600;

    /** One run and its lines. */
    private static final class Told implements TraceSink {
        private final int threads;
        private final List<RaceLine> lines;
        private final String name;
        private final TreeMap<Event, Integer> seen;
        private int server = -1;
        private int served = -1;

        Told(Scene scene, long seed, TreeMap<Event, Integer> seen) {
            World world = scene.world();
            Recording recording = new Recording(Integer.MAX_VALUE);
            Engine engine = new Engine(world.assembly(), false);
            engine.setSink(recording);
            engine.run(new RandomWalk(seed), STEPS_MAX);
            this.name = scene + ", seed " + seed;
            this.seen = seen;
            this.threads = world.scenario().columns().size();
            RaceStory story =
                    new RaceStory(Actors.of(world.assembly()), new PlainNames(world), DiagramNotes.NONE, threads);
            recording.replay(story);
            this.lines = story.lines();
            recording.replay(this);
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            server = to;
            served = from;
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            int thread = actor < threads ? actor : server == actor ? served : actor;
            String entry = "(" + new Gfn(a) + (b == Level.PG_4K ? "" : "," + Level.name((int) b)) + "): ";
            switch (event) {
                case SPTE_FROZEN -> expect(event, step, thread, text -> text.endsWith(entry + "none -> FROZEN"));
                case SPTE_PUBLISHED -> expect(event, step, thread, text -> text.startsWith("mirror" + entry));
                case SPTE_ROLLED_BACK ->
                    expect(event, step, thread, text -> text.equals("mirror" + entry + "rolled back to none"));
                case KVM_TDP_MMU_SPTE_CHANGED -> expectChange(step, thread, entry);
                case SEPT_CHANGED -> {
                    String change = SeptState.values()[(int) c] + " -> " + SeptState.values()[(int) d];
                    String sept = "(" + new Gfn(a) + (b == 0 ? "" : "," + Level.name((int) b + 1)) + "): ";
                    expect(event, step, thread, text -> text.equals("sept" + sept + change));
                }
                case SEAMCALL_BUSY -> {
                    String leaf = CallName.leaf(a).text();
                    expect(event, step, CallName.lp(a), text -> text.startsWith(leaf) && text.contains(" = BUSY ("));
                }
                case FAULT_RETRY -> expect(event, step, thread, text -> text.startsWith("RETRY: "));
                case FAULT_DONE -> expect(event, step, thread, text -> text.startsWith("fault("));
                case BUG_ON -> expect(event, step, thread, text -> text.startsWith("KVM_BUG_ON("));
                case VM_DEAD -> expect(event, step, thread, text -> text.equals("the VM is dead"));
                case ATTRIBUTE_SET -> expect(event, step, thread, text -> text.startsWith("attr("));
                case INVALIDATE_BEGIN ->
                    expect(event, step, thread, text -> text.startsWith("kvm_mmu_invalidate_begin"));
                case INVALIDATE_END -> expect(event, step, thread, text -> text.endsWith("seq " + a));
                case VCPU_KICKED -> expect(event, step, thread, text -> text.equals("IPI to P" + a));
                case GUEST_ACCESS -> expect(event, step, thread, text -> text.matches("(reads|writes|executes) .*"));
                case OPERATION_END ->
                    expect(event, step, thread, text -> text.matches("(result|operation) " + a + " = .*"));
                default -> {}
            }
        }

        /** The tracepoint may come before the store that it counts, in a kernel that counts first. */
        private void expectChange(int step, int thread, String entry) {
            boolean isTold = lines.stream()
                    .anyMatch(line -> line.step() >= step
                            && line.thread() == thread
                            && line.text().matches("(mirror|direct)\\Q" + entry + "\\E.*"));
            assertThat(isTold).as("%s: step %d changes %s", name, step, entry).isTrue();
            seen.merge(Event.KVM_TDP_MMU_SPTE_CHANGED, 1, Integer::sum);
        }

        private void expect(Event event, int step, int thread, Predicate<String> text) {
            boolean isTold = lines.stream()
                    .anyMatch(line -> line.step() == step && line.thread() == thread && text.test(line.text()));
            assertThat(isTold).as("%s: %s in step %d", name, event, step).isTrue();
            seen.merge(event, 1, Integer::sum);
        }
    }

    private static List<Scene> scenes() {
        List<Scene> scenes = new ArrayList<>(Scene.ofFiles());
        scenes.addAll(Scene.ofOtherTargets());
        return scenes;
    }

    @Test
    void whatARaceTurnsOnIsTold() {
        TreeMap<Event, Integer> seen = new TreeMap<>();
        for (Scene scene : scenes()) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                new Told(scene, seed, seen);
            }
        }
        assertThat(seen)
                .containsKeys(
                        Event.SPTE_FROZEN,
                        Event.SPTE_ROLLED_BACK,
                        Event.SEPT_CHANGED,
                        Event.SEAMCALL_BUSY,
                        Event.FAULT_RETRY,
                        Event.BUG_ON,
                        Event.VCPU_KICKED,
                        Event.GUEST_ACCESS);
    }

    /** A line that begins something is there only if something stands between it and the end. */
    @Test
    void nothingBeginsAndEndsInTwoLinesInARow() {
        for (Scene scene : scenes()) {
            Told told = new Told(scene, 1, new TreeMap<>());
            for (int i = 1; i < told.lines.size(); i++) {
                RaceLine line = told.lines.get(i);
                RaceLine before = told.lines.get(i - 1);
                String call = before.text().replace(" begins", "");
                boolean isTwice = before.text().endsWith(" begins")
                        && line.thread() == before.thread()
                        && line.text().startsWith(call + " = ");
                assertThat(isTwice).as("%s: %s", told.name, line.text()).isFalse();
            }
        }
    }
}
