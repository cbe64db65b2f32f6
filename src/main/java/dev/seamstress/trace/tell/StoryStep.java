package dev.seamstress.trace.tell;

import java.util.List;

/**
 * One step of a run.
 *
 * @param step from 0
 * @param actor who made it
 * @param from whose message was delivered; the actor itself if it went on by itself
 * @param message what the message says; {@link #GO} if there was none
 * @param clauses what the step did that is worth telling
 * @param functions the kernel's functions that it ran a part of, if they are known
 */
public record StoryStep(
        int step, String actor, String from, String message, List<Clause> clauses, List<String> functions) {
    public StoryStep {
        clauses = List.copyOf(clauses);
        functions = List.copyOf(functions);
    }

    /** The message of a thread that goes on by itself. */
    static final String GO = "go";

    /**
     * A part of a sentence.
     *
     * @param event the event that says it, as timelines write it
     * @param text what stands behind the actor
     * @param source the kernel's function or the module's file whose rule it is; empty if nobody knows
     */
    public record Clause(String event, String text, String source) {}

    /** What it did, without sources: equal for steps that did the same. */
    public String deed() {
        StringBuilder deed = new StringBuilder(from + ">" + actor + " " + message);
        clauses.forEach(clause -> deed.append("; ").append(clause.text()));
        return deed.toString();
    }

    /** True if the actor went on by itself. */
    public boolean isGo() {
        return message.equals(GO);
    }

    /** True if there is anything to tell. */
    public boolean isTold() {
        return !clauses.isEmpty();
    }

    /** The sentence, with sources in brackets: each behind what came of it. */
    public String sentence() {
        if (!isTold()) {
            String what = isGo() ? " goes on" : " takes " + message + " of " + from;
            return actor + what + (functions.isEmpty() ? "" : " [" + String.join(", ", functions) + "]") + ".";
        }
        StringBuilder sentence = new StringBuilder(actor);
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            sentence.append(i == 0 ? " " : "; ").append(clause.text());
            boolean isLast = i == clauses.size() - 1;
            if (!clause.source().isEmpty()
                    && (isLast || !clauses.get(i + 1).source().equals(clause.source()))) {
                sentence.append(" [").append(clause.source()).append(']');
            }
        }
        return sentence.append('.').toString();
    }
}
