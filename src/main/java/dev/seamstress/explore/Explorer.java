package dev.seamstress.explore;

import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.sched.Schedule;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Explores the schedules of one scenario under one kernel until it is proved or refuted, or a limit is met. */
public final class Explorer {
    private final Supplier<World> worlds;
    private final Settings settings;

    /**
     * How to explore.
     *
     * @param wanted the rule to look for, as {@code expect} names it; null for any
     * @param isKeepGoing whether to go on after a rule was broken, to find what else can be
     * @param isSelfCheck whether to look at every step twice
     */
    public record Settings(String wanted, boolean isKeepGoing, boolean isSelfCheck, Limits limits) {
        /** Looks for anything, within what the machine has. */
        public static final Settings DEFAULT = new Settings(null, false, false, Limits.NONE);

        Findings findings() {
            return isKeepGoing ? Findings.all() : wanted == null ? Findings.any() : Findings.of(wanted);
        }

        public Settings withWanted(String rule) {
            return new Settings(rule, isKeepGoing, isSelfCheck, limits);
        }

        public Settings withLimits(Limits others) {
            return new Settings(wanted, isKeepGoing, isSelfCheck, others);
        }
    }

    /** {@code worlds} makes the world in its first state, as often as it is asked. */
    public Explorer(Supplier<World> worlds, Settings settings) {
        this.worlds = worlds;
        this.settings = settings;
    }

    /** Searches every schedule. Errors: {@link SearchCrash} if a machine throws. */
    public Exploration exhaustive() {
        Judge judge = Judge.of(worlds.get());
        Findings findings = settings.findings();
        Exhaustive search = new Exhaustive(
                judge, settings.limits(), findings, settings.isSelfCheck() ? new SelfCheck(judge) : null);
        SearchEnd end = search.search();
        List<String> unwitnessed = unwitnessed(judge);
        if (end == SearchEnd.EXHAUSTED && findings.list().isEmpty()) {
            unwitnessed.forEach(name -> findings.add(vacuous(judge.world(), name)));
        }
        Exploration.Size size = new Exploration.Size(
                search.states(),
                search.transitions(),
                search.finals(),
                search.maxDepth(),
                search.starvations(),
                search.bytes(),
                search.collisionBound());
        return new Exploration(end, sorted(findings), unwitnessed, size, Exploration.WalkCount.NONE, judge.outcomes());
    }

    private static List<String> unwitnessed(Judge judge) {
        List<String> names = new ArrayList<>();
        List<ResolvedClaim> claims = judge.world().scenario().claims();
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).kind() == Quantifier.SOMETIMES && !judge.isWitnessed(i)) {
                names.add(claims.get(i).name());
            }
        }
        return names;
    }

    private static Finding vacuous(World world, String name) {
        String text = world.scenario().claims().stream()
                .filter(claim -> claim.name().equals(name))
                .map(ResolvedClaim::text)
                .findFirst()
                .orElseThrow();
        return new Finding(
                new Rule(name, Rule.Kind.VACUOUS, text + " is never so"), new Schedule.Recorder().toSchedule());
    }

    private List<Finding> sorted(Findings findings) {
        List<Finding> list = new ArrayList<>(findings.list());
        list.sort((a, b) -> Boolean.compare(isWanted(b), isWanted(a)));
        return list;
    }

    private boolean isWanted(Finding finding) {
        return finding.rule().name().equals(settings.wanted());
    }

    /**
     * A shortest schedule that breaks the rule of {@code finding}, which has no loop; empty if a limit was met first.
     */
    public Optional<Finding> shortest(Finding finding) {
        Judge judge = Judge.of(worlds.get());
        String name = finding.rule().name();
        Rule[] broken = new Rule[1];
        Breadth search = new Breadth(judge, settings.limits(), (rule, fingerprint) -> {
            broken[0] = rule;
            return rule != null && rule.name().equals(name);
        });
        return search.search().map(schedule -> new Finding(broken[0], schedule));
    }
}
