package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.Options;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.ast.Td;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes options: each in turn becomes its default. The kernels, the module and the kind of VM stay, and so does that
 * there is no TD at first: what makes one would be about nothing in a TD that is there.
 */
final class OptionCuts {
    private final Scenario scenario;
    private final int kept;
    private final List<Reduction> all = new ArrayList<>();

    private OptionCuts(Scenario scenario, int kept) {
        this.scenario = scenario;
        this.kept = kept;
    }

    static List<Reduction> of(Scenario scenario, int kept) {
        OptionCuts cuts = new OptionCuts(scenario, kept);
        Options o = scenario.options();
        cuts.add(new Options(o.kernels(), o.vm(), Name.absent(Options.DEFAULT_TIMERS), o.onfault(), o.td()));
        cuts.add(new Options(o.kernels(), o.vm(), o.timers(), Name.absent(Options.DEFAULT_ONFAULT), o.td()));
        cuts.addTds(o.td());
        return cuts.all;
    }

    private void addTds(Td td) {
        Name state = Name.absent(Td.DEFAULT_STATE);
        add(new Td(null, td.veOnPending(), td.state(), td.gpaw(), td.vcpus(), td.huge()));
        add(new Td(td.zerostep(), null, td.state(), td.gpaw(), td.vcpus(), td.huge()));
        if (!td.state().is(Td.NO_STATE)) {
            add(new Td(td.zerostep(), td.veOnPending(), state, td.gpaw(), td.vcpus(), td.huge()));
        }
        Num gpaw = Num.decimal(Td.DEFAULT_GPAW);
        add(new Td(td.zerostep(), td.veOnPending(), td.state(), gpaw, td.vcpus(), td.huge()));
        for (long count : Less.than(td.vcpus().value())) {
            Num vcpus = Num.decimal(count);
            add(new Td(td.zerostep(), td.veOnPending(), td.state(), td.gpaw(), vcpus, td.huge()));
        }
        add(new Td(td.zerostep(), td.veOnPending(), td.state(), td.gpaw(), td.vcpus(), null));
    }

    private void add(Td td) {
        Options o = scenario.options();
        add(new Options(o.kernels(), o.vm(), o.timers(), o.onfault(), td));
    }

    /** Nothing is taken where the default stands already. */
    private void add(Options options) {
        if (!options.equals(scenario.options())) {
            Scenario less = new Scenario(
                    scenario.title(),
                    options,
                    scenario.decls(),
                    scenario.grid(),
                    scenario.claims(),
                    scenario.expects());
            all.add(new Reduction(less, kept, Reduction.Part.OPTION));
        }
    }
}
