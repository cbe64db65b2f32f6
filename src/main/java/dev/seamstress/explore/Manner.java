package dev.seamstress.explore;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.WorldView;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * In which manner a rule was broken, as far as its name does not say: so that what is found in a smaller scenario can
 * be told from something else that breaks the same rule.
 *
 * @param bug which KVM_BUG_ON fired, as its event tells; {@link #NO_BUG} of other rules
 * @param results of the operations that a broken {@code finally} asks for, by label and column
 * @param unannounced which operation ended with what, if no row announces it; else empty
 * @param round what happens in the round of a livelock
 */
record Manner(long bug, Map<String, String> results, String unannounced, EnumSet<Event> round) {
    static final long NO_BUG = -1;

    /** That of a finding of the world that {@code judge} judges and that has not stepped yet. */
    static Manner of(Judge judge, Finding finding) {
        Told told = new Told();
        judge.setListener(told);
        Schedule schedule = finding.schedule();
        for (int step = 0; step < schedule.size(); step++) {
            if (step == finding.loopStart()) {
                told.events.clear();
            }
            judge.step(judge.engine().channel(schedule.from(step), schedule.to(step)));
        }
        boolean isLoop = finding.loopStart() != Finding.NO_LOOP;
        return new Manner(
                told.bug,
                results(judge.world().scenario(), finding.rule().name(), judge.view()),
                unannounced(finding.rule()),
                isLoop ? told.events : EnumSet.noneOf(Event.class));
    }

    /** What was told, as far as it matters. */
    static final class Told implements TraceSink {
        private final EnumSet<Event> events = EnumSet.noneOf(Event.class);
        private long bug = NO_BUG;

        /** Which KVM_BUG_ON fired in the last step, or {@link #NO_BUG}. */
        long bug() {
            return bug;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            bug = NO_BUG;
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            events.add(event);
            bug = event == Event.BUG_ON ? a : bug;
        }
    }

    /** True if a rule that is broken now, in the state that {@code judge} shows, is broken in this manner. */
    boolean isThatOf(Rule rule, Judge judge, Told told) {
        return bug == told.bug()
                && unannounced.equals(unannounced(rule))
                && results.entrySet()
                        .containsAll(results(judge.world().scenario(), rule.name(), judge.view())
                                .entrySet());
    }

    /** What the row announces instead may become less. */
    private static String unannounced(Rule rule) {
        return rule.name().equals(Rule.RESULTS)
                ? rule.text().substring(0, rule.text().indexOf(Announced.NOT_IN))
                : "";
    }

    /** The results in the state that {@code view} shows; none if the rule is no {@code finally}. */
    static Map<String, String> results(ResolvedScenario scenario, String rule, WorldView view) {
        Map<String, String> results = new TreeMap<>();
        for (ResolvedClaim claim : scenario.claims()) {
            if (claim.kind() == Quantifier.FINALLY && claim.name().equals(rule)) {
                collect(claim.condition(), scenario, view, results);
            }
        }
        return results;
    }

    private static void collect(
            Condition condition, ResolvedScenario scenario, WorldView view, Map<String, String> results) {
        if (condition instanceof Condition.And and) {
            and.of().forEach(each -> collect(each, scenario, view, results));
        } else if (condition instanceof Condition.Or or) {
            or.of().forEach(each -> collect(each, scenario, view, results));
        } else if (condition instanceof Condition.Not not) {
            collect(not.of(), scenario, view, results);
        } else if (condition instanceof Condition.ResultIs is) {
            for (OperationRef ref : is.operations()) {
                results.put(scenario.operation(ref).label() + "@" + ref.column(), view.result(ref));
            }
        }
    }
}
