package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.parse.Damage;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Start;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.words.KnownNames;
import java.util.List;

/** Checks a tree and turns it into a resolved scenario. */
public final class Resolver {
    private Resolver() {}

    /**
     * The resolved scenario, or null if {@code sink} holds a problem, be it found here or before.
     *
     * <p>Shape: {@code damage} is what the parser skipped; {@code hash} goes into the result as it is.
     */
    public static ResolvedScenario resolve(
            Scenario scenario, Damage damage, String hash, KnownNames known, ProblemSink sink) {
        Scope scope = new Scope(known, sink, damage);
        OptionResolver options = new OptionResolver(scope, scenario.options());
        options.check();
        GfnResolver gfns = new GfnResolver(scope);
        EventResolver events = new EventResolver(scope, gfns);
        DeclResolver decls = new DeclResolver(scope, gfns, events);
        ScriptResolver script = new ScriptResolver(scope);
        Labels labels = new Labels(scope);
        script.header(scenario.grid().columns());
        decls.names(scenario.decls());
        Start start = decls.resolve(scenario.decls());
        script.rows(scenario.grid().rows());
        ActionResolver actions = new ActionResolver(scope, gfns, events, decls, labels);
        String module = scenario.options().kernels().module().text();
        TestResolver tests = new TestResolver(scope, new TermResolver(scope, gfns, module), events, labels);
        ClaimResolver claimResolver = new ClaimResolver(scope, tests, events);
        List<ResolvedClaim> claims = claimResolver.resolve(scenario.claims());
        List<Target> targets = new ExpectResolver(scope, options, claimResolver)
                .resolve(scenario.options().kernels(), scenario.expects());
        // Last, because which vCPUs are symmetric depends on all that names one.
        List<ColumnScript> columns = script.scripts(actions, options.onFault(), scenario.grid());
        // Only where all else is right: what is broken might have named the vCPU.
        if (sink.isEmpty()) {
            scope.checkAskedVcpus();
            new SteppingFacts(scope).check(scenario.decls(), columns);
            new InjectedCalls(scope).check(scenario.decls(), columns);
            if (options.state() == VmSettings.State.NONE) {
                new NoTd(scope).check(scenario);
            }
        }
        if (!sink.isEmpty()) {
            return null;
        }
        boolean isStepping = start.facts().stream().anyMatch(f -> f instanceof Fact.ZeroStep);
        VmSettings vm = new VmSettings(
                scope.vm(), module, options.timers(), options.td(isStepping), List.copyOf(scope.vcpus()));
        ResolvedScenario.Title title = new ResolvedScenario.Title(
                scenario.title().name().text(),
                scenario.title().doc() == null ? null : scenario.title().doc().text(),
                hash);
        return new ResolvedScenario(title, vm, start, columns, claims, targets);
    }
}
