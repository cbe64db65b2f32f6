package dev.seamstress.cli;

import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.check.Offence;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogMaker;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.world.EntryPlaces;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The event log of a run that is over. */
final class EventLog {
    private static final long NS_PER_STEP = 1000;

    private final RunOrigin origin;
    private final RunOutcome outcome;

    EventLog(RunOrigin origin, RunOutcome outcome) {
        this.origin = origin;
        this.outcome = outcome;
    }

    /** Tells {@code sink} everything, from the head to the end. Errors: {@link IOException} of the sink. */
    void tell(LogSink sink) throws IOException {
        World world = outcome.world();
        LogMaker.EntryNames names = names(new EntryPlaces(world), world.kvm().type());
        sink.take(head());
        for (LogEntry first : new FirstEntries(world, names).all()) {
            sink.take(first);
        }
        Actors actors = Actors.of(world.assembly());
        LogMaker maker = new LogMaker(sink, actors, new ModelWords(world, actors), names);
        try {
            outcome.recording().replay(maker);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Offence offence : outcome.offences()) {
            sink.take(new LogEntry.Broken(offence.step(), offence.invariant(), offence.text()));
        }
        for (ClaimOutcome claim : outcome.claims()) {
            if (claim.kind() == ClaimOutcome.Kind.BROKEN) {
                sink.take(new LogEntry.Broken(Math.max(0, claim.step()), claim.name(), claim.text()));
            }
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
                world.model().name() + reconstructed,
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
