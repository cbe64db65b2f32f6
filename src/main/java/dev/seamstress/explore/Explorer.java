package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.SymmetryBroken;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Schedule;
import dev.seamstress.world.Symmetry;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Explores the schedules of one scenario under one kernel until it is proved or refuted, or a limit is met. */
public final class Explorer {
    private final Supplier<World> worlds;
    private final Settings settings;
    private StateTable trap;
    private boolean isMerging;

    /**
     * How to explore.
     *
     * @param wanted the rule to look for, as {@code expect} names it, or {@link Rule#ANY}; null for anything
     * @param isKeepGoing whether to go on after a rule was broken, to find what else can be
     * @param trust what an exhaustive search takes for granted
     * @param walking how to walk, where it comes to walks
     */
    public record Settings(Way way, String wanted, boolean isKeepGoing, Trust trust, Limits limits, Walking walking) {
        /** Looks for anything, within what the machine has. */
        public static final Settings DEFAULT =
                new Settings(Way.EXHAUSTIVE, null, false, Trust.FULL, Limits.NONE, Walking.DEFAULT);

        Findings findings() {
            return isKeepGoing ? Findings.all() : wanted == null ? Findings.any() : Findings.of(wanted);
        }

        public Settings withWanted(String rule) {
            return new Settings(way, rule, isKeepGoing, trust, limits, walking);
        }

        public Settings withLimits(Limits others) {
            return new Settings(way, wanted, isKeepGoing, trust, others, walking);
        }

        public Settings withWay(Way other) {
            return new Settings(other, wanted, isKeepGoing, trust, limits, walking);
        }

        public Settings withWalking(Walking other) {
            return new Settings(way, wanted, isKeepGoing, trust, limits, other);
        }

        /** Goes on after a rule was broken. */
        public Settings keepGoing() {
            return new Settings(way, wanted, true, trust, limits, walking);
        }

        public Settings withTrust(Trust other) {
            return new Settings(way, wanted, isKeepGoing, other, limits, walking);
        }

        /** Tells apart what nobody can tell. */
        Settings withoutPrompt() {
            return withTrust(trust.withoutPrompt());
        }

        /** Takes no two states for one. */
        public Settings withoutSymmetry() {
            return withTrust(trust.withoutSymmetry());
        }

        /** Looks at every step twice. */
        public Settings selfChecking() {
            return withTrust(trust.selfChecking());
        }
    }

    /** {@code worlds} makes the world in its first state, as often as it is asked, for several threads. */
    public Explorer(Supplier<World> worlds, Settings settings) {
        this.worlds = worlds;
        this.settings = settings;
    }

    /** Explores. Errors: {@link SearchCrash} if a machine throws. */
    public Exploration explore() {
        if (settings.way() != Way.EXHAUSTIVE) {
            return walk();
        }
        Exploration all = exhaustive();
        boolean goesOn = all.findings().isEmpty() && (all.end() == SearchEnd.MEMORY || all.end() == SearchEnd.STATES);
        return goesOn ? all.with(withWay(Way.PORTFOLIO).walk()) : all;
    }

    private Explorer withWay(Way way) {
        return new Explorer(worlds, settings.withWay(way));
    }

    /** What looks symmetric and is not is found out on the way; then nothing that was seen counts. */
    private Exploration exhaustive() {
        World world = worlds.get();
        Symmetry symmetry = settings.trust().isSymmetric() ? world.symmetry() : Symmetry.NOT_WANTED;
        if (symmetry.blocks().isEmpty()) {
            return exhaustive(Judge.of(world), symmetry.text());
        }
        try {
            return exhaustive(Judge.merging(world), symmetry.text());
        } catch (SymmetryBroken broken) {
            return exhaustive(Judge.of(worlds.get()), broken.getMessage());
        }
    }

    private Exploration exhaustive(Judge judge, String symmetry) {
        isMerging = judge.engine().exchanges().isPresent();
        Findings findings = settings.findings();
        Exhaustive search = new Exhaustive(judge, settings.limits(), findings, settings.trust());
        SearchEnd end = search.search();
        trap = search.trap();
        List<String> unwitnessed = unwitnessed(judge.world(), judge::isWitnessed);
        if (end == SearchEnd.EXHAUSTED) {
            boolean isFirst = findings.list().isEmpty();
            unwitnessed.stream()
                    .filter(name -> isFirst || name.equals(settings.wanted()))
                    .forEach(name -> findings.add(vacuous(judge.world(), name)));
        }
        Exploration.Size size = new Exploration.Size(
                search.states(),
                search.unfolded(),
                search.transitions(),
                search.finals(),
                search.maxDepth(),
                search.starvations(),
                search.bytes(),
                search.collisionBound(),
                symmetry);
        return new Exploration(
                end,
                sorted(findings),
                unwitnessed,
                size,
                Exploration.WalkCount.NONE,
                judge.outcomes(),
                judge.coverage());
    }

    private Exploration walk() {
        int length = Math.max(1, typicalLength());
        Limits limits = settings.limits().withDepth(Math.min(settings.limits().depth(), Walking.DEPTH_MAX));
        Walks walks = new Walks(
                worlds,
                settings::findings,
                number -> settings.way().strategy(settings.walking().seed(), number, length),
                limits,
                settings.walking().workers());
        SearchEnd end = walks.walk(settings.walking().schedules());
        return new Exploration(
                end,
                sorted(walks.findings()),
                unwitnessed(worlds.get(), walks::isWitnessed),
                Exploration.Size.NONE,
                walks.count(),
                walks.outcomes(),
                walks.coverage());
    }

    /** How long a schedule is, more or less: what PCT spreads its changes of priority over. */
    private int typicalLength() {
        Engine engine = new Engine(worlds.get().assembly(), false);
        engine.walk(new RandomWalk(settings.walking().seed()), Walking.DEPTH_MAX);
        return engine.steps();
    }

    private static List<String> unwitnessed(World world, IntPredicate isWitnessed) {
        List<String> names = new ArrayList<>();
        List<ResolvedClaim> claims = world.scenario().claims();
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).kind() == Quantifier.SOMETIMES && !isWitnessed.test(i)) {
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
                new Rule(name, Rule.Kind.VACUOUS, text + ": no schedule shows it"),
                new Schedule.Recorder().toSchedule());
    }

    /** The one that was asked for comes first. */
    private List<Finding> sorted(Findings findings) {
        List<Finding> list = new ArrayList<>(findings.list());
        list.sort((a, b) -> Boolean.compare(isWanted(b), isWanted(a)));
        return list;
    }

    private boolean isWanted(Finding finding) {
        return settings.wanted() != null && finding.rule().is(settings.wanted());
    }

    /**
     * A shortest schedule to the broken rule of {@code finding}, which was found by this explorer and has a schedule;
     * empty if a limit was met first.
     *
     * @param states how many states the search for it may see
     */
    public Optional<Finding> shortest(Finding finding, int states) {
        Limits limits = settings.limits().withStates(states);
        if (isMerging) {
            try {
                return shortest(finding, Judge.merging(worlds.get()), limits);
            } catch (SymmetryBroken broken) {
                trap = null; // its states are known by fingerprints that count for nothing now
            }
        }
        return shortest(finding, Judge.of(worlds.get()), limits);
    }

    private Optional<Finding> shortest(Finding finding, Judge judge, Limits limits) {
        return finding.loopStart() == Finding.NO_LOOP
                ? shortestBreach(judge, finding.rule().name(), limits)
                : shortestWayIntoTheTrap(judge, finding.rule(), limits);
    }

    private static Optional<Finding> shortestBreach(Judge judge, String name, Limits limits) {
        return new Shortest(judge, limits).breach(name);
    }

    private Optional<Finding> shortestWayIntoTheTrap(Judge judge, Rule livelock, Limits limits) {
        return trap == null ? Optional.empty() : new Shortest(judge, limits).intoTheTrap(trap, livelock);
    }
}
