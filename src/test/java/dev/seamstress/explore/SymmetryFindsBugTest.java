package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.SymmetryBroken;
import dev.seamstress.world.PlantedBlocks;
import dev.seamstress.world.PlantedBlocks.Mistake;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a cell that is given to nobody though it names a vCPU, or to the wrong one, does not stay unseen. Method:
 * blocks with one mistake each, looked at by the two checks that all scenes of {@link SymmetryExploreTest} pass.
 */
class SymmetryFindsBugTest {
    private static final Scene SCENE = Scene.of("writes", """
            TDX writes
            { slot 1 = 0x100+8 gmem; x = 0x100; attr(x) = shared; direct(x) = present; }
             P[0..2]           ;
             enter             ;
             B: write x shared ;
             C: read x shared  ;
            """);

    private static final Scene STEPPED = Scene.of("stepped", """
            TDX stepped
            td { zerostep; }
            { slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; }
             P[0..1]  ;
             fault x  ;
            """);

    private static Subject merging(Scene scene, Mistake mistake) {
        World world = scene.world();
        Engine engine = new Engine(world.assembly(), true);
        engine.merge(PlantedBlocks.of(world, mistake));
        return new Judge(world, engine);
    }

    private static boolean isRight(Mistake mistake) {
        return isRight(SCENE, mistake);
    }

    private static boolean isRight(Scene scene, Mistake mistake) {
        return MergeCheck.of(() -> Judge.of(scene.world()), () -> merging(scene, mistake))
                        .isRight()
                && Orbits.of(() -> Judge.of(scene.world()), merging(scene, mistake))
                                .offence()
                        == null;
    }

    @Test
    void countsOfFaultsThatAreGivenToNobodyAreSeen() {
        assertThat(isRight(STEPPED, Mistake.NONE)).isTrue();
        assertThat(isRight(STEPPED, Mistake.STEPPING_SHARED)).isFalse();
    }

    @Test
    void withoutAMistakeAllIsRight() {
        assertThat(isRight(Mistake.NONE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"VCPU_WORDS_SHARED", "RESULTS_SHARED", "CALLS_SHARED", "TOKENS_SHARED"})
    void whatIsGivenToNobodyIsSeen(Mistake mistake) {
        assertThat(isRight(mistake)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESULTS_OF_ANOTHER", "CALLS_OF_ANOTHER"})
    void whatIsGivenToTheWrongOneStopsTheEngine(Mistake mistake) {
        assertThatThrownBy(() -> isRight(mistake))
                .isInstanceOf(SymmetryBroken.class)
                .hasMessage("a thread touches what belongs to another vCPU");
    }

    @Test
    void theToyIsRight() {
        assertThat(isRight(AskerToys.Mistake.NONE)).isTrue();
    }

    /** The owner remembers who asked last, by a word of which nobody is told that it is an id. */
    @Test
    void anIdThatIsListedAsAPlainWordIsSeen() {
        AskerToys toys = new AskerToys(AskerToys.Mistake.PLAIN_ID);
        assertThat(Orbits.of(toys::plain, toys.merging()).offence()).isNotNull();
    }

    /** A message in flight to a vCPU is taken for another: the mistake that makes a proof false. */
    @Test
    void aCellThatIsLeftOutIsSeen() {
        AskerToys toys = new AskerToys(AskerToys.Mistake.PAYLOAD_LEFT_OUT);
        assertThat(MergeCheck.of(toys::plain, toys::merging).isRight()).isFalse();
        assertThat(Orbits.of(toys::plain, toys.merging()).offence())
                .isEqualTo("states are merged that no exchange makes alike");
    }

    /** The owner serves those who wait in the order of their numbers. */
    @Test
    void anOrderByNumberIsNoSymmetry() {
        AskerToys toys = new AskerToys(AskerToys.Mistake.ORDER_BY_NUMBER);
        assertThat(Orbits.of(toys::plain, toys.merging()).offence()).isNotNull();
        assertThat(MergeCheck.of(toys::plain, toys::merging).isRight()).isFalse();
    }

    @Test
    void aMessageFromOneToAnotherStopsTheEngine() {
        AskerToys toys = new AskerToys(AskerToys.Mistake.TALKS_TO_ANOTHER);
        assertThatThrownBy(() -> MergeCheck.of(toys::plain, toys::merging))
                .isInstanceOf(SymmetryBroken.class)
                .hasMessage("one thread sends a message to another");
    }

    @Test
    void whoRemembersAnotherStopsTheEngine() {
        AskerToys toys = new AskerToys(AskerToys.Mistake.REMEMBERS_ANOTHER);
        assertThatThrownBy(() -> MergeCheck.of(toys::plain, toys::merging))
                .isInstanceOf(SymmetryBroken.class)
                .hasMessage("one vCPU remembers another");
    }

    private static boolean isRight(AskerToys.Mistake mistake) {
        AskerToys toys = new AskerToys(mistake);
        return MergeCheck.of(toys::plain, toys::merging).isRight()
                && Orbits.of(toys::plain, toys.merging()).offence() == null;
    }
}
