package dev.seamstress.sched;

import java.util.List;
import java.util.Optional;

/** Repeats a schedule up to a step, makes another choice there, and leaves all others to another strategy. */
public final class Fork implements Strategy {
    private final CheckedReplay replay;
    private final int step;
    private final Choice choice;
    private final Strategy after;
    private List<Choice> refused;

    /** @param step where the other choice is made, at most as many as the schedule has */
    public Fork(CheckedReplay replay, int step, Choice choice, Strategy after) {
        this.replay = replay;
        this.step = step;
        this.choice = choice;
        this.after = after;
    }

    @Override
    public int choose(int now, Enabled enabled) {
        if (now < step) {
            return replay.choose(now, enabled);
        } else if (now > step) {
            return after.choose(now, enabled);
        } else if (replay.ended(now, false).isPresent()) {
            return STOP;
        }
        int index = CheckedReplay.indexOf(choice.from(), choice.to(), enabled);
        if (index == STOP) {
            refused = CheckedReplay.choices(enabled);
        }
        return index;
    }

    /** What could have been chosen where the fork's choice could not; empty if it could, or the run came not so far. */
    public Optional<List<Choice>> refused() {
        return Optional.ofNullable(refused);
    }
}
