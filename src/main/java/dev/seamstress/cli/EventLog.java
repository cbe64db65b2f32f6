package dev.seamstress.cli;

import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.check.Deadlock;
import dev.seamstress.check.Offence;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.explore.Rule;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogMaker;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.world.EntryPlaces;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The event log of a run that is over. */
final class EventLog {
    private static final long NS_PER_STEP = 1000;

    private final RunOrigin origin;
    private final RunOutcome outcome;
    private final List<LogEntry.Broken> known;

    EventLog(RunOrigin origin, RunOutcome outcome) {
        this(origin, outcome, List.of());
    }

    /** {@code known}: what is known to be broken, but cannot be seen in the run, such as that it can go on for ever. */
    EventLog(RunOrigin origin, RunOutcome outcome, List<LogEntry.Broken> known) {
        this.origin = origin;
        this.outcome = outcome;
        this.known = List.copyOf(known);
    }

    /** Tells {@code sink} the run, from the head to the end. Errors: {@link IOException} of the sink. */
    void tell(LogSink sink) throws IOException {
        tell(sink, false);
    }

    /** As {@link #tell}, with the actors' own words. */
    void tellWithState(LogSink sink) throws IOException {
        tell(sink, true);
    }

    private void tell(LogSink sink, boolean hasState) throws IOException {
        World world = outcome.world();
        LogMaker.EntryNames names = names(new EntryPlaces(world), world.kvm().type());
        sink.take(head());
        for (LogEntry first : new FirstEntries(world, names).all()) {
            sink.take(first);
        }
        Actors actors = Actors.of(world.assembly());
        LogMaker maker = new LogMaker(sink, actors, new ModelWords(world, actors), names);
        try {
            if (hasState) {
                StateTeller teller = new StateTeller(outcome, maker, sink);
                teller.begin();
                outcome.recording().replay(teller);
                teller.end();
            } else {
                outcome.recording().replay(maker);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (LogEntry broken : broken()) {
            sink.take(broken);
        }
        if (outcome.recording().dropped() == 0) {
            waiting(maker);
        }
        sink.take(new LogEntry.End(
                (int) outcome.run().steps(),
                origin.text(outcome.end()),
                String.format(Locale.ROOT, "%016x", outcome.digest()),
                outcome.recording().dropped()));
    }

    /** What the run broke, as {@link RunOutcome#broken} names it; a KVM_BUG_ON is an event already. */
    private List<LogEntry.Broken> broken() {
        int last = (int) Math.max(0, outcome.run().steps() - 1);
        List<LogEntry.Broken> all = new ArrayList<>();
        for (Offence offence : outcome.offences()) {
            all.add(new LogEntry.Broken(offence.step(), offence.invariant(), offence.text()));
        }
        for (ClaimOutcome claim : outcome.claims()) {
            if (claim.kind() == ClaimOutcome.Kind.BROKEN) {
                all.add(new LogEntry.Broken(Math.max(0, claim.step()), claim.name(), claim.text()));
            }
        }
        for (String result : outcome.unannounced()) {
            all.add(new LogEntry.Broken(last, Rule.RESULTS, result));
        }
        if (outcome.end() == RunOutcome.End.DEADLOCK) {
            String who = Deadlock.stuck(outcome.world().scenario(), outcome.view())
                    .orElseThrow()
                    .name();
            all.add(new LogEntry.Broken(last, Rule.DEADLOCK, "nothing can happen any more, and " + who + " waits"));
        }
        for (LogEntry.Broken each : known) {
            if (all.stream().noneMatch(other -> other.rule().equals(each.rule()))) {
                all.add(each);
            }
        }
        return all;
    }

    private void waiting(LogMaker maker) throws IOException {
        try {
            maker.end(outcome.world().assembly().machines().stream()
                    .filter(Machine::starts)
                    .map(Machine::id)
                    .toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The entries of page tables in the memory of a VM of that type. */
    static LogMaker.EntryNames names(EntryPlaces places, VmType type) {
        return word -> {
            if (!places.isEntry(word)) {
                return null;
            }
            EntryPlaces.Place place = places.place(word);
            return new LogMaker.EntryName(place.isMirror(), place.root(), place.gfn(), place.level(), type.mmioValue());
        };
    }

    private LogEntry.Head head() {
        World world = outcome.world();
        String reconstructed = world.model().variant().isReconstructed() ? " (reconstructed)" : "";
        return new LogEntry.Head(
                world.scenario().title().name(),
                world.scenario().title().hash(),
                world.model().name() + reconstructed + RulesOff.suffix(world.model()),
                world.module().name(),
                origin.driver(),
                origin.isReproducible(),
                origin.choices(),
                NS_PER_STEP,
                world.assembly().machines().stream().map(Machine::name).toList(),
                origin.again(),
                new ScenarioNames(world).gfns());
    }
}
