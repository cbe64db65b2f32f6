package dev.seamstress.cli;

import dev.seamstress.core.model.Mutation;
import dev.seamstress.explore.InOrder;
import dev.seamstress.explore.Limits;
import dev.seamstress.scenario.ReadResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seamstress selftest}: is every planted bug found? */
@Command(
        name = "selftest",
        description = {
            "Plant every bug and see it found by the rule that must find it; see every other verdict kept.",
            "Of files that are given, the bugs that they plant.",
            "Exits with 75 if a bug is missed or a verdict has changed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SelftestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TableOptions table = new TableOptions();

    @Option(names = "--quick", description = "Look for each bug only in the scenarios that were written for it.")
    private boolean isQuick;

    @Option(
            names = "--states",
            paramLabel = "N",
            description = "What takes more states is undecided; 1,000,000 if not given.")
    private int states = 1_000_000;

    @Mixin
    private ModuleOption module = new ModuleOption();

    @Mixin
    private SearchOptions search = new SearchOptions();

    private final List<Selftest.Answer> missed = new ArrayList<>();
    private final List<Selftest.Answer> open = new ArrayList<>();
    private final List<String> onlyOwn = new ArrayList<>();

    @Override
    public Integer call() {
        KernelChoice choice = new KernelChoice(null, List.of(), module.name(spec.commandLine()), List.of());
        List<String> files = table.files(spec.commandLine());
        Limits limits = search.limits(spec.commandLine()).withStates(states);
        limits = limits.withBytes(limits.bytes() / table.workers());
        if (states < 1) {
            throw new ParameterException(spec.commandLine(), "--states takes a number from 1, not " + states);
        }
        List<Selftest.Script> scripts = new ArrayList<>();
        for (String file : files) {
            ReadResult read = Scenarios.read(file);
            if (!read.isRight()) {
                spec.commandLine().getErr().print(read.problems().render());
                return ExitCode.BAD_INPUT.number();
            }
            read.resolved().ifPresent(scenario -> scripts.add(new Selftest.Script(file, scenario)));
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Interrupt interrupt = new Interrupt();
                InOrder pool = new InOrder(table.workers())) {
            CellWatch watch = new CellWatch(interrupt, search.time());
            Selftest selftest = new Selftest(scripts, limits.withWatch(watch), isQuick, choice);
            List<Callable<Selftest.Answer>> bugs = selftest.bugs(table.areAll());
            pool.each(bugs, answer -> take(answer, out));
            List<Callable<Selftest.Answer>> verdicts = selftest.verdicts();
            pool.each(verdicts, answer -> take(answer, out));
            summary(out, bugs.size(), verdicts.size(), choice.module());
            out.flush();
            if (interrupt.isRaised()) {
                return ExitCode.INTERRUPTED.number();
            }
        }
        return (missed.isEmpty() ? ExitCode.AS_EXPECTED : ExitCode.PLANTED_BUG_MISSED).number();
    }

    private void take(Selftest.Answer answer, PrintWriter out) {
        if (answer.isMissed()) {
            missed.add(answer);
        } else if (answer.isOpen()) {
            open.add(answer);
        } else if (answer.isOnlyItsOwn()) {
            onlyOwn.add(answer.name());
        }
        out.println((answer.isMissed() ? "! " : answer.isOpen() ? "? " : "  ") + answer.name() + ": " + answer.text());
        out.flush();
    }

    private void summary(PrintWriter out, int bugs, int verdicts, String onModule) {
        out.println();
        String on = onModule == null ? "" : " on module " + onModule;
        String asked = bugs + " planted bugs and " + verdicts + " verdicts" + on;
        out.println(asked + ": " + missed.size() + " missed, " + open.size() + " undecided; " + Selftest.unbuilt()
                + " bugs cannot be planted yet");
        int left = Mutation.values().length - Selftest.unbuilt() - bugs;
        if (left > 0) {
            out.println("not asked: " + left + " bugs that no scenario here plants; those of scenarios/ plant all");
        }
        if (!onlyOwn.isEmpty()) {
            out.println("found by none but their own scenarios: " + String.join(", ", onlyOwn));
        }
    }
}
