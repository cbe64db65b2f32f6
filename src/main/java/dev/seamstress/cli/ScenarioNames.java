package dev.seamstress.cli;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.NamedGfn;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.trace.export.DiagramNames;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names of a scenario, for diagrams of its runs. */
final class ScenarioNames implements DiagramNames {
    /** A page farther behind a name is a number. */
    private static final long NEAR = 512;

    private final World world;
    private final List<Operation> operations = new ArrayList<>();

    ScenarioNames(World world) {
        this.world = world;
        for (ColumnScript column : world.scenario().columns()) {
            operations.addAll(column.operations());
        }
    }

    /** The gfns that have a name. */
    SortedMap<String, Long> gfns() {
        SortedMap<String, Long> gfns = new TreeMap<>();
        world.scenario()
                .start()
                .names()
                .forEach(name -> gfns.put(name.name(), name.gfn().value()));
        return gfns;
    }

    @Override
    public String operation(int number) {
        Operation operation = operations.get(number);
        return operation.label() == null ? operation.text() : operation.label() + ": " + operation.text();
    }

    @Override
    public String result(int number) {
        Operation operation = operations.get(number);
        return operation.label() == null ? operation.text() : operation.label();
    }

    @Override
    public String page(long gfn, long pages) {
        NamedGfn inside = null;
        NamedGfn before = null;
        for (NamedGfn name : world.scenario().start().names()) {
            long value = name.gfn().value();
            if (value >= gfn
                    && value - gfn < pages
                    && (inside == null || value < inside.gfn().value())) {
                inside = name;
            }
            if (value < gfn && gfn - value < NEAR && before == null) {
                before = name;
            }
        }
        if (inside != null) {
            return inside.name();
        }
        return before == null
                ? new Gfn(gfn).toString()
                : before.name() + "[" + (gfn - before.gfn().value()) + "]";
    }

    @Override
    public long sharedBit() {
        return world.kvm().directBits() << 12;
    }

    @Override
    public boolean isMirrored(long gfn, long spte) {
        return world.kvm().type().hasMirror() && world.kvm().hostPages().gmemPfn(gfn) == Spte.pfn(spte);
    }

    @Override
    public boolean hasInjections() {
        return !world.scenario().start().injections().isEmpty();
    }
}
