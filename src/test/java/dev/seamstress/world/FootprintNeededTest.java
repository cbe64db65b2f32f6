package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.Crash;
import dev.seamstress.trace.TraceSink;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: each flag of a footprint is needed, and a footprint that leaves one out is found out. Method: worlds whose
 * footprint lacks what their script can do.
 */
class FootprintNeededTest {
    private static final int SEEDS = 50;
    private static final String CONVERSION = "VMM ; read x | convert x to shared";
    private static final String NOTIFIER = "HOSTMM ; read x | notify x[1] madvise";

    private static Scene scene(String columns) {
        String[] parts = columns.split(" ; ");
        return Scene.of(
                columns,
                "TDX t { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; attr(x[1]) = shared;"
                        + " direct(x[1]) = present; }\n P0 | " + parts[0] + " ;\n " + parts[1] + " ;\n");
    }

    /** The first crash of some schedule, if there is one. */
    private static Optional<Crash> crash(Scene scene, Footprint footprint, WorldBuilder.Attributes attributes) {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new WorldBuilder(scene.scenario(), scene.model(), footprint, attributes).build();
            Engine engine = new Engine(world.assembly(), false);
            engine.run(new RandomWalk(seed), 20_000);
            if (engine.crash().isPresent()) {
                return engine.crash();
            }
        }
        return Optional.empty();
    }

    @ParameterizedTest(name = "{0}: without {2}")
    @CsvSource({
        CONVERSION + ", ZKA, zaps, KA",
        NOTIFIER + ", ZKN, zaps, KN",
        CONVERSION + ", ZKA, kicks, ZA",
        NOTIFIER + ", ZKN, kicks, ZN",
        "VMM ; read x | signal P0, KG, kicks, G",
        "VMM ; read x | signal P0, KG, signals, K",
        "P1 ; read x | read x[2], KO, a dead VM, K",
        "VMM ; read x | kick P0, K, kicks, ''",
        "P1 ; read x | exec x[2], KO, kicks, O",
        NOTIFIER + ", ZKN, notifiers, ZK",
        CONVERSION + ", ZKA, attributes, ZK",
    })
    void whatIsLeftOutIsFound(String columns, String whole, String missing, String rest) {
        Scene scene = scene(columns);
        assertThat(crash(scene, footprint(whole), attributes(whole))).isEmpty();
        assertThat(crash(scene, footprint(rest), attributes(rest)))
                .hasValueSatisfying(crash ->
                        assertThat(crash.error()).isInstanceOf(ModelBug.class).hasMessageContaining("footprint"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        CONVERSION + ", ZKAO",
        NOTIFIER + ", ZKNO",
        "VMM ; fault x | signal P0, KG",
        "P1 ; read x | exec x[2], KO",
        "P1 ; fault x | fault x[2], ''"
    })
    void theTableIsWhatTheScriptsSay(String columns, String whole) {
        Scene scene = scene(columns);
        ScriptFootprint script = new ScriptFootprint(scene.scenario(), scene.model());
        assertThat(script.footprint()).isEqualTo(footprint(whole));
        assertThat(script.hasConversions()).isEqualTo(whole.contains("A"));
    }

    private static Footprint footprint(String flags) {
        Footprint footprint = Footprint.FAULTS_ONLY;
        footprint = flags.contains("Z") ? footprint.with(Footprint.Can.ZAP) : footprint;
        footprint = flags.contains("K") ? footprint.with(Footprint.Can.KICK) : footprint;
        footprint = flags.contains("N") ? footprint.with(Footprint.Can.NOTIFY) : footprint;
        footprint = flags.contains("G") ? footprint.with(Footprint.Can.SIGNAL) : footprint;
        footprint = flags.contains("O") ? footprint.with(Footprint.Can.OUTLIVE_VM) : footprint;
        return flags.contains("S") ? footprint.with(KernelLock.SLOTS_LOCK) : footprint;
    }

    private static WorldBuilder.Attributes attributes(String flags) {
        return flags.contains("A") ? WorldBuilder.Attributes.WRITTEN : WorldBuilder.Attributes.CONSTANT;
    }

    /** Counts how many hold slots_lock; two at once are too many. */
    private static final class Holders implements TraceSink {
        private int now;
        private int most;

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            if (a == KernelLock.SLOTS_LOCK.number()) {
                now += event == Event.LOCK_GRANTED ? 1 : event == Event.LOCK_RELEASED ? -1 : 0;
                most = Math.max(most, now);
            }
        }
    }

    /** A lock that one thread alone is said to want is taken without asking, so nothing but its holders tell. */
    @Test
    void slotsLockIsHeldTwiceIfItsSharingIsLeftOut() {
        Scene scene = Scene.of("two", """
                TDX two { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
                 VMM                 | VMM1                  ;
                 convert x to shared | convert x to private  ;
                """);
        assertThat(mostHolders(scene, "ZKSA")).isEqualTo(1);
        assertThat(mostHolders(scene, "ZKA")).isEqualTo(2);
    }

    private static int mostHolders(Scene scene, String flags) {
        int most = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            World world =
                    new WorldBuilder(scene.scenario(), scene.model(), footprint(flags), attributes(flags)).build();
            Engine engine = new Engine(world.assembly(), false);
            Holders holders = new Holders();
            engine.setSink(holders);
            engine.run(new RandomWalk(seed), 20_000);
            most = Math.max(most, holders.most);
        }
        return most;
    }
}
