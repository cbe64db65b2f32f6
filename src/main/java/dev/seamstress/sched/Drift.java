package dev.seamstress.sched;

import java.util.List;

/**
 * Where a replay ceased to be the run that was recorded: the model, the scenario or the schedule has changed.
 *
 * @param step the first step that differs
 * @param chosen what the schedule chooses there
 * @param enabled what can be chosen there now, in the order of the drivers; with {@link What#DONE} it is not known any
 *     more, and empty
 */
public record Drift(int step, What what, Choice chosen, List<Choice> enabled) {
    /** What differs first. Each is looked at only if those before it are the same. */
    public enum What {
        /** Which messages could be delivered. */
        ENABLED("enabled"),
        /** Which of them the schedule delivers. */
        CHOSEN("chosen"),
        /** What happened when it was delivered. */
        DONE("done");

        private final String text;

        What(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public Drift {
        enabled = List.copyOf(enabled);
    }
}
