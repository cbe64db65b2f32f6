package dev.seamstress.cli;

import static dev.seamstress.cli.Sighting.End.BUG;
import static dev.seamstress.cli.Sighting.End.GOES_ON;
import static dev.seamstress.cli.Sighting.End.WARN;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.WarnOn;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Plays scenarios, and keeps the plainest run for each call, status, and what comes of it, and for each complaint. */
final class SightingRuns {
    private static final int STEPS_MAX = 20_000;
    private static final BugOn[] BUGS = BugOn.values();
    private static final WarnOn[] WARNINGS = WarnOn.values();

    private static final Comparator<Key> BY_KEY = Comparator.comparing(Key::what)
            .thenComparing(Key::status, Long::compareUnsigned)
            .thenComparing(Key::end);

    /** Plainer before less plain. */
    private static final Comparator<Run> BY_PLAINNESS = Comparator.comparing((Run run) -> run.sighting.how())
            .thenComparing(run -> run.kernel, Comparator.reverseOrder())
            .thenComparing(run -> run.steps)
            .thenComparing(run -> run.sighting.command());

    private final Map<Key, Run> plainest = new TreeMap<>(BY_KEY);

    /** What a run shows. */
    record Key(String what, long status, Sighting.End end) {
        static Key of(Sighting one) {
            return new Key(one.what(), one.status(), one.end());
        }
    }

    private record Run(Sighting sighting, KernelVariant kernel, long steps) {}

    /** Plays a file under each kernel that it names. */
    void play(String file, int seeds) {
        Optional<ResolvedScenario> scenario = Scenarios.read(file).resolved();
        if (scenario.isPresent()) {
            for (Target target : scenario.get().targets()) {
                play(file, scenario.get(), target, seeds);
            }
        }
    }

    private void play(String file, ResolvedScenario scenario, Target target, int seeds) {
        KernelChoice choice = new KernelChoice(target.model(), target.mutations());
        KernelModel kernel = choice.of(scenario);
        boolean isUsual = KernelChoice.OF_THE_FILE.of(scenario).name().equals(kernel.name());
        String options = isUsual ? "" : choice.options();
        for (long seed = 1; seed <= seeds; seed++) {
            Optional<RunOutcome> outcome = outcome(scenario, kernel, seed);
            if (outcome.isEmpty()) {
                return;
            }
            String command = file + options + " --seed " + seed;
            KernelVariant variant = KernelVariant.named(target.model());
            for (Key key : shown(outcome.get())) {
                Sighting sighting = new Sighting(key.what, key.status, key.end, how(scenario, target), command);
                Run run = new Run(sighting, variant, outcome.get().run().steps());
                plainest.merge(key, run, (one, other) -> BY_PLAINNESS.compare(one, other) <= 0 ? one : other);
            }
        }
    }

    private static Sighting.How how(ResolvedScenario scenario, Target target) {
        if (!target.mutations().isEmpty()) {
            return Sighting.How.PLANTED;
        } else if (!scenario.start().injections().isEmpty()) {
            return Sighting.How.INJECTED;
        }
        return scenario.hasSeamcall() ? Sighting.How.SCRIPT : Sighting.How.KVM;
    }

    /** The run that {@code run --seed} makes, by the engine; nothing if it uses what is not modelled. */
    static Optional<RunOutcome> outcome(ResolvedScenario scenario, KernelModel kernel, long seed) {
        RandomWalk walk = new RandomWalk(seed);
        try (Player player = new Player()) {
            return Optional.of(player.engine(World.of(scenario, kernel), told -> walk, STEPS_MAX));
        } catch (NotModelledException e) {
            return Optional.empty();
        }
    }

    /** What a run shows; of a status that a KVM_BUG_ON tells only that. */
    static List<Key> shown(RunOutcome outcome) {
        List<Key> shown = new ArrayList<>();
        List<Key> bugs = new ArrayList<>();
        outcome.recording().replay(new TraceSink() {
            @Override
            public void delivered(int step, int from, int to, Message message) {}

            @Override
            public void event(int step, int actor, Event event, long a, long b, long c, long d) {
                boolean isError = d >>> Integer.SIZE != 0;
                if (event == Event.SEAMCALL_DONE && isError) {
                    shown.add(new Key(CallName.leaf(a).name(), d, GOES_ON));
                } else if (event == Event.BUG_ON) {
                    String bug = BUGS[(int) a].name();
                    bugs.add(new Key(bug, 0, BUG));
                    shown.stream()
                            .filter(key -> key.status == b && key.what.endsWith("_" + bug))
                            .findAny()
                            .ifPresent(key -> bugs.add(new Key(key.what, b, BUG)));
                } else if (event == Event.WARN_ON) {
                    bugs.add(new Key(WARNINGS[(int) a].name(), 0, WARN));
                }
            }
        });
        shown.removeIf(key -> bugs.contains(new Key(key.what, key.status, BUG)));
        shown.addAll(bugs);
        return shown;
    }

    /** In the order of {@link Sightings#all}. */
    List<Sighting> plainest() {
        return plainest.values().stream().map(Run::sighting).toList();
    }
}
