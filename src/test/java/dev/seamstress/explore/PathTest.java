package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Goal: a set of states is a trap if no step leaves it, and only then. Method: paths put together step by step, with
 * exactly one step that decides; graphs at random hardly ever have only one.
 */
class PathTest {
    private final Path path = new Path();

    /** A state that leads to itself. */
    private void looping() {
        path.push(0, 0, false);
        path.reach(0, false);
        assertThat(path.isTrap()).isTrue();
        assertThat(path.isStarvation()).isFalse();
    }

    @Test
    void oneStepIntoASetThatIsLeftForGoodIsAWayOut() {
        looping();
        path.push(1, 1, false);
        assertThat(path.isFirstOfItsSet()).isTrue();
        path.pop(true);
        assertThat(path.isTrap()).isFalse();
        assertThat(path.isStarvation()).isTrue();
        assertThat(path.isFirstOfItsSet()).isTrue();
    }

    @Test
    void oneStepOfALaterStateThatLeavesIsAWayOutOfTheWholeSet() {
        looping();
        path.push(1, 1, false);
        path.reach(0, false);
        assertThat(path.isFirstOfItsSet()).isFalse();
        path.setLeft();
        path.pop(false);
        assertThat(path.isTrap()).isFalse();
        assertThat(path.isStarvation()).isTrue();
    }

    @Test
    void oneStepThatEndsAnOperationIsProgressOfTheWholeSet() {
        looping();
        path.push(1, 1, true); // on the way to a later state of the set
        path.reach(0, false);
        path.pop(false);
        assertThat(path.isTrap()).isFalse();
        assertThat(path.isStarvation()).isFalse();
        path.pop(true);
        looping();
        path.push(1, 1, false);
        path.reach(0, true); // on the way back
        path.pop(false);
        assertThat(path.isTrap()).isFalse();
    }

    @Test
    void progressOnTheWayIntoAnotherSetIsNoProgressOfThisOne() {
        path.push(0, 0, false);
        path.push(1, 1, true);
        path.reach(1, false);
        assertThat(path.isFirstOfItsSet()).isTrue();
        assertThat(path.isTrap()).isTrue();
    }

    @Test
    void aStateWithoutStepsIsNoTrap() {
        path.push(0, 0, false);
        assertThat(path.isFirstOfItsSet()).isTrue();
        assertThat(path.isTrap()).isFalse();
        assertThat(path.isStarvation()).isFalse();
    }

    @Test
    void aStateThatReachesAnEarlierOneIsOfItsSet() {
        for (int state = 0; state < 4; state++) {
            path.push(state, state, false);
        }
        path.reach(1, false);
        path.pop(false);
        assertThat(path.isFirstOfItsSet()).isFalse();
        path.pop(false);
        assertThat(path.number()).isEqualTo(1);
        assertThat(path.isFirstOfItsSet()).isTrue();
        assertThat(path.isTrap()).isTrue();
        path.pop(true);
        assertThat(path.isFirstOfItsSet()).isTrue();
        assertThat(path.isTrap()).isFalse();
    }
}
