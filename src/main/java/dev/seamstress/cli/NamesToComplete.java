package dev.seamstress.cli;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.model.Mutation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Names that a shell completes behind an option. */
final class NamesToComplete {
    private NamesToComplete() {}

    /** What {@code --model} takes. */
    static final class Models implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Scenarios.NAMES.models().iterator();
        }
    }

    /** What {@code --mutate} takes, but for switches that are turned off. */
    static final class Mutations implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            List<String> names = new ArrayList<>(Mutation.names());
            names.addAll(Scenarios.NAMES.switches());
            return names.iterator();
        }
    }

    /** What {@code --without} takes. */
    static final class Rules implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Invariants.all().stream().map(Invariant::name).iterator();
        }
    }

    /** What {@code --module} takes, beside files. */
    static final class Modules implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ModuleVariant.known().iterator();
        }
    }
}
