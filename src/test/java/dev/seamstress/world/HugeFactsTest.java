package dev.seamstress.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.vm.HugePages;
import dev.seamstress.core.vm.LpageInfo;
import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.plan.StateRef;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Huge pages in scenarios: facts about them, what claims see of them, and what a notifier does to them. */
class HugeFactsTest {
    private static final String PLAIN = "{ slot 1 = 0x200+1024 thp; x = 0x200; y = x[5]; z = x[512]; ";
    private static final String GMEM = "{ slot 1 = 0x200+1024 gmem thp; x = 0x200; y = x[5]; z = x[512]; ";

    private static Engine engine(World world) {
        return new Engine(world.assembly(), false);
    }

    private static World world(String options, String facts) {
        return Scene.of("huge", "TDX t\n" + options + "\n" + facts + "}\n P0 ;\n load ;\n")
                .world();
    }

    private static StateWord direct(World world, Engine engine, long gfn, int level) {
        StateRef ref = new StateRef(StateTerm.DIRECT, GfnRange.of(gfn, 1), level, 0, null);
        return world.view(engine.memory()).word(ref, gfn);
    }

    @Test
    void aHugeLeafMapsEachOfItsPages() {
        World world = world("", PLAIN + "direct(y,2M) = present; ");
        Engine engine = engine(world);
        assertThat(direct(world, engine, 0x200, Level.PG_2M)).isEqualTo(StateWord.PRESENT);
        assertThat(direct(world, engine, 0x200, Level.PG_1G)).isEqualTo(StateWord.TABLE);
        WorldView view = world.view(engine.memory());
        for (long gfn : new long[] {0x200, 0x205}) {
            assertThat(direct(world, engine, gfn, Level.PG_4K)).isEqualTo(StateWord.PRESENT);
            assertThat(view.page(StateTerm.DIRECT, gfn)).isEqualTo(view.page(StateTerm.BACKING, gfn));
        }
        assertThat(direct(world, engine, 0x400, Level.PG_4K)).isEqualTo(StateWord.NONE);
        long entry = engine.memory().read(world.kvm().tables().word(world.kvm().firstDirectRoot(), Level.PG_2M, 0x200));
        assertThat(Spte.isLeaf(entry, Level.PG_2M)).isTrue();
    }

    @Test
    void aReadonlyHugeLeafIsSeenAsSuch() {
        World world = world("vm = default", PLAIN.replace("thp", "thp readonly") + "direct(x,2M) = readonly; ");
        Engine engine = engine(world);
        assertThat(direct(world, engine, 0x200, Level.PG_2M)).isEqualTo(StateWord.READONLY);
        assertThat(direct(world, engine, 0x205, Level.PG_4K)).isEqualTo(StateWord.READONLY);
    }

    @Test
    void factsDecideWhatIsMixedAtTheStart() {
        World world = world("", GMEM + "attr(x+512) = shared; attr(z) = shared; ");
        Engine engine = engine(world);
        assertThat(flag(world, engine, 0x200)).as("all shared").isZero();
        assertThat(flag(world, engine, 0x400)).as("one of 512").isEqualTo(LpageInfo.MIXED);
    }

    private static long flag(World world, Engine engine, long gfn) {
        return engine.memory().read(world.kvm().lpageInfo().word(Level.PG_2M, gfn));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "slot 1 = 0x200+8   ; direct(x,2M) = present  ; needs a huge page of the host",
                "slot 1 = 0x200+512 ; direct(x,2M) = present  ; needs a huge page of the host",
                "slot 1 = 0x200+511 thp ; direct(x,2M) = present ; needs a huge page of the host",
                "slot 1 = 1G+1G thp ; direct(1G,1G) = present ; hosts have them of 2M",
                "slot 1 = 0x200+512 thp ; direct(x,2M) = present, direct(x[1]) = present ; contradicts",
                "slot 1 = 0x200+512 thp ; direct(x,2M) = present, direct(x,2M) = table ; contradicts",
                "slot 1 = 0x200+512 gmem thp ; direct(x,2M) = present ; add `attr(0x200+512) = shared;`",
                "slot 1 = 0x200+512 gmem thp ; direct(x,2M) = present, attr(x) = shared ; add `attr(0x200+512)",
                "slot 1 = 0x200+512 gmem thp ; direct(x,2M) = present, attr(x+512) = shared, sept(x[1]) = mapped ;"
                        + " contradicts",
                "slot 1 = 0x200+512 gmem thp ; sept(x,2M) = mapped ; private pages are 4K",
            })
    void aHugeLeafThatCannotBeIsRefused(String slot, String facts, String expected) {
        String text = "TDX t\n{ " + slot.trim() + "; x = 0x200; " + facts.replace(", ", "; ") + "; }\n P0 ;\n load ;\n";
        String problems = ScenarioReader.read("t", text.getBytes(UTF_8), new ModelNames())
                .problems()
                .render();
        assertThat(problems).contains(expected).endsWith("1 error\n");
    }

    // A notifier.

    /** Notes the notifiers that begin, and huge leaves that go. */
    private static final class Story implements TraceSink {
        private final List<String> told = new ArrayList<>();

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            if (event == Event.KVM_UNMAP_HVA_RANGE) {
                told.add("notified of " + (b - a) / 4096);
            } else if (event == Event.KVM_TDP_MMU_SPTE_CHANGED) {
                told.add("zap " + Long.toHexString(a) + " at " + Level.name((int) b));
            }
        }
    }

    @ParameterizedTest(name = "notify {0} {1}: {2}; then level 2 is {3}, and the host maps {4}")
    @CsvSource({
        "y,       madvise, notified of 1; zap 200 at 2M; notified of 512,    none,    SPLIT",
        "y,       munmap,  notified of 1; zap 200 at 2M; notified of 512,    none,    SPLIT",
        "y,       migrate, notified of 1; zap 200 at 2M; notified of 512,    none,    SPLIT",
        "y,       protect, notified of 1; zap 200 at 2M; notified of 512,    none,    SPLIT",
        "x+6,     madvise, notified of 6; zap 200 at 2M; notified of 512,    none,    SPLIT",
        "x+512,   madvise, notified of 512; zap 200 at 2M,                   none,    SPLIT",
        "x+512,   protect, notified of 512; zap 200 at 2M,                   none,    WHOLE",
        "z,       madvise, notified of 1; notified of 512,                   present, WHOLE",
        "x[511]+2, munmap, notified of 2; zap 200 at 2M; notified of 512; notified of 512, none, SPLIT",
    })
    void everyNotifier(String range, String kind, String story, String after, String mapping) {
        String text = "TDX t\n vm = default\n" + PLAIN + "direct(x,2M) = present; }\n HOSTMM ;\n N: notify " + range
                + " " + kind + " ;\n";
        World world = Scene.of("notify", text).world();
        Engine engine = engine(world);
        Story told = new Story();
        engine.setSink(told);
        engine.run(new RandomWalk(1), 1_000_000);
        assertThat(engine.crash()).isEmpty();
        assertThat(String.join("; ", told.told)).isEqualTo(story);
        assertThat(direct(world, engine, 0x200, Level.PG_2M).word()).isEqualTo(after);
        HugePages huge = world.kvm().hugePages();
        long word = engine.memory().read(huge.word(huge.of(0x200)));
        assertThat(word).isEqualTo(mapping.equals("SPLIT") ? HugePages.SPLIT : HugePages.WHOLE);
    }
}
