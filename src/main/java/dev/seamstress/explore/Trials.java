package dev.seamstress.explore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.ast.Claim;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.reduce.Reductions;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.world.ModelNames;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.util.List;
import java.util.Optional;

/**
 * Tries scenarios: is the rule broken in this one too, and in the same manner? All searches together have one budget of
 * steps.
 *
 * <p>A claim that some schedule keeps has to be kept by some schedule of the smaller scenario as well: else it is
 * broken for another reason, mostly because what it speaks of does not happen any more.
 */
final class Trials {
    private static final ModelNames NAMES = new ModelNames();

    private final KernelModel model;
    private final Shrinker.Settings settings;
    private final Trial first;
    private final Manner manner;
    private final boolean isBrokenFromTheStart;
    private final boolean isKeptBySome;
    private long steps;
    private boolean isSomeUnknown;

    /** {@code finding} is one of {@code scenario} under {@code model}. */
    Trials(KernelModel model, Scenario scenario, Finding finding, Shrinker.Settings settings) {
        this.model = model;
        this.settings = settings;
        Scenario alone = withoutExpects(SelfContained.of(scenario, model, finding.rule()));
        int kept = Reductions.NO_CLAIM;
        for (int i = 0; i < alone.claims().size(); i++) {
            kept = name(alone, i).equals(finding.rule().name()) ? i : kept;
        }
        first = new Trial(alone, kept, resolve(alone).orElseThrow(), finding, null);
        manner = manner(first.resolved(), finding);
        isBrokenFromTheStart =
                isBrokenFromTheStart(first.resolved(), finding.rule().name());
        isKeptBySome = finding.rule().kind() == Rule.Kind.CLAIM
                && !isBrokenFromTheStart
                && canPass(alone, kept) == PassSearch.Answer.PASSES;
    }

    /** Whether some schedule passes, of all claims looking at the kept one only. */
    private PassSearch.Answer canPass(Scenario s, int kept) {
        List<Claim> claims =
                kept == Reductions.NO_CLAIM ? List.of() : List.of(s.claims().get(kept));
        Scenario alone = new Scenario(s.title(), s.options(), s.decls(), s.grid(), claims, List.of());
        Optional<ResolvedScenario> resolved = resolve(alone);
        if (resolved.isEmpty()) {
            return PassSearch.Answer.UNKNOWN;
        }
        PassWalks walks = new PassWalks(World.again(resolved.get(), model), limits());
        boolean isPassing = walks.isAnyPassing();
        steps += walks.steps();
        if (isPassing) {
            return PassSearch.Answer.PASSES;
        }
        PassSearch search = new PassSearch(Judge.of(World.again(resolved.get(), model)), limits());
        PassSearch.Answer answer = search.ask();
        steps += search.steps();
        return answer;
    }

    /** True if the rule is broken before anything happens: what facts say, no step has done. */
    private boolean isBrokenFromTheStart(ResolvedScenario resolved, String rule) {
        Rule broken = Judge.of(World.again(resolved, model)).brokenByState();
        return broken != null && broken.name().equals(rule);
    }

    /** The scenario that is to become smaller. */
    Trial first() {
        return first;
    }

    /** The scenario, if a search shows that the rule is broken in it in the same manner. */
    Optional<Trial> of(Scenario scenario, int kept) {
        Optional<ResolvedScenario> resolved = resolve(scenario).filter(this::hasItsMemory);
        if (resolved.isEmpty()) {
            return Optional.empty();
        }
        String rule = kept == Reductions.NO_CLAIM ? first.finding().rule().name() : name(scenario, kept);
        if (!isBrokenFromTheStart && isBrokenFromTheStart(resolved.get(), rule)) {
            return Optional.empty();
        }
        Findings findings = Findings.of(rule);
        Exhaustive search = new Exhaustive(subject(resolved.get(), rule), limits(), findings);
        SearchEnd end = search.search();
        steps += search.transitions();
        Finding finding = findings.find(rule);
        if (finding == null) {
            isSomeUnknown |= end != SearchEnd.EXHAUSTED;
            return Optional.empty();
        }
        if (isKeptBySome) {
            PassSearch.Answer answer = canPass(scenario, kept);
            isSomeUnknown |= answer == PassSearch.Answer.UNKNOWN;
            if (answer != PassSearch.Answer.PASSES) {
                return Optional.empty();
            }
        }
        boolean goesRoundAlike = finding.loopStart() == Finding.NO_LOOP
                || manner(resolved.get(), finding).round().equals(manner.round());
        return goesRoundAlike
                ? Optional.of(new Trial(scenario, kept, resolved.get(), finding, search.trap()))
                : Optional.empty();
    }

    /** A shortest schedule of the trial, if a search finds one; it may make steps that the budget does not have. */
    Optional<Finding> shortest(Trial trial) {
        Rule rule = trial.finding().rule();
        Shortest search = new Shortest(subject(trial.resolved(), rule.name()), settings.limits());
        Optional<Finding> shortest = Optional.empty();
        if (rule.kind() != Rule.Kind.LIVELOCK) {
            shortest = search.breach(rule.name());
        } else if (trial.trap() != null) {
            shortest = search.intoTheTrap(trial.trap(), rule);
        }
        steps += search.steps();
        isSomeUnknown |= shortest.isEmpty();
        return shortest;
    }

    /**
     * A short schedule of the trial, for when no shortest one is found: its own, or what is left of the first one, in
     * either case without what is not needed.
     */
    Finding shorter(Trial trial) {
        Subject subject = subject(trial.resolved(), trial.finding().rule().name());
        Limits limits = settings.limits().withStates((int) Math.min(settings.steps(), Integer.MAX_VALUE));
        return new FewerDeliveries(subject, settings.steps(), limits)
                .of(trial.finding(), first.finding().schedule());
    }

    /** True if no more may be tried. */
    boolean isSpent() {
        return steps >= settings.steps() || settings.limits().watch().look(0, steps, 0) != null;
    }

    /** What was unknown does not count any more: all is tried again. */
    void beginPass() {
        isSomeUnknown = false;
    }

    /** True if since the pass began an answer was not found within the limits. */
    boolean isSomeUnknown() {
        return isSomeUnknown;
    }

    private Limits limits() {
        long left = Math.max(0, settings.steps() - steps);
        return settings.limits().withStates((int) Math.min(settings.limits().states(), left));
    }

    private Subject subject(ResolvedScenario resolved, String rule) {
        return new Alike(Judge.of(World.again(resolved, model)), rule, manner);
    }

    private Manner manner(ResolvedScenario resolved, Finding finding) {
        return Manner.of(Judge.of(World.again(resolved, model)), finding);
    }

    /** What a scenario means that can be run; empty if it cannot, or means nothing. */
    private Optional<ResolvedScenario> resolve(Scenario scenario) {
        byte[] text = SelfContained.text(scenario).getBytes(UTF_8);
        return ScenarioReader.read(scenario.title().name().text(), text, NAMES)
                .resolved()
                .filter(this::canRun);
    }

    private boolean canRun(ResolvedScenario resolved) {
        try {
            World.of(resolved, model);
            return true;
        } catch (NotModelledException e) {
            return false;
        }
    }

    /**
     * False if it speaks of a gfn outside all slots and the first one does not: there everything means another thing.
     */
    private boolean hasItsMemory(ResolvedScenario resolved) {
        return isInSlots(resolved) || !isInSlots(first.resolved());
    }

    private static boolean isInSlots(ResolvedScenario resolved) {
        for (GfnRange range : resolved.gfns()) {
            long gfn = range.start().value();
            while (gfn < range.endExclusive().value()) {
                long end = endOfSlotAt(resolved, gfn);
                if (end <= gfn) {
                    return false;
                }
                gfn = end;
            }
        }
        return true;
    }

    /** Where the slot ends that {@code gfn} is in; {@code gfn} if there is none. */
    private static long endOfSlotAt(ResolvedScenario resolved, long gfn) {
        return resolved.start().slots().stream()
                .map(slot -> slot.range())
                .filter(range -> range.start().value() <= gfn
                        && gfn < range.endExclusive().value())
                .mapToLong(range -> range.endExclusive().value())
                .findFirst()
                .orElse(gfn);
    }

    private static Scenario withoutExpects(Scenario s) {
        return new Scenario(s.title(), s.options(), s.decls(), s.grid(), s.claims(), List.of());
    }

    /** What verdicts call the claim at {@code place}. */
    private static String name(Scenario scenario, int place) {
        Quantifier kind = kind(scenario.claims().get(place));
        long number = scenario.claims().subList(0, place + 1).stream()
                .filter(claim -> kind(claim) == kind)
                .count();
        return kind.word() + "#" + number;
    }

    private static Quantifier kind(Claim claim) {
        return claim instanceof Claim.Quantified quantified ? quantified.quant() : Quantifier.ORDER;
    }
}
