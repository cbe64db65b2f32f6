package dev.seamstress.cli;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.explore.InOrder;
import dev.seamstress.explore.Limits;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seamstress matrix}: many scenarios under many kernels. */
@Command(
        name = "matrix",
        description = {
            "Explore many scenarios under many kernels and print a table: verdict, and states or steps.",
            "A cell that is not as the scenario expects is marked with !, one that a bound left undecided with ?,",
            "one of which it expects nothing with ~. n/a: it cannot be run there, as where the kernel has no such call."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class MatrixCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TableOptions table = new TableOptions();

    @Option(
            names = {"--models", "--model"},
            paramLabel = "M",
            split = ",",
            completionCandidates = NamesToComplete.Models.class,
            description = "The kernels, one a column; those that know TDs if not given.")
    private List<String> models = List.of();

    @Option(
            names = "--mutate",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = NamesToComplete.Mutations.class,
            description = "Plant a bug in all of them; may be given again.")
    private List<String> mutations = List.of();

    @Mixin
    private ModuleOption module = new ModuleOption();

    @Mixin
    private WithoutOption without = new WithoutOption();

    @Mixin
    private SearchOptions search = new SearchOptions();

    @Option(
            names = "--times",
            description = "Tell also how long each search took; such a table is never the same twice.")
    private boolean hasTimes;

    @Option(names = "--strict", description = "Exit with 20 if a bound was met before an answer.")
    private boolean isStrict;

    @Option(names = "--json", description = "Print one JSON object a cell.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<KernelChoice> columns = columns();
        List<String> files = table.files(spec.commandLine());
        Limits limits = search.limits(spec.commandLine());
        limits = limits.withBytes(limits.bytes() / table.workers());
        List<ExitCode> codes = new ArrayList<>();
        try (Interrupt interrupt = new Interrupt();
                InOrder pool = new InOrder(table.workers())) {
            CellWatch watch = new CellWatch(interrupt, search.time());
            List<Callable<MatrixTable.Entry>> tasks = new ArrayList<>();
            for (String file : files) {
                ReadResult read = Scenarios.read(file);
                if (!read.isRight()) {
                    spec.commandLine().getErr().print(read.problems().render());
                    codes.add(ExitCode.BAD_INPUT);
                    continue;
                }
                String name = read.tree().title().name().text();
                for (KernelChoice column : columns) {
                    Callable<TimedCell> task = task(file, read, column, limits, watch);
                    tasks.add(() -> new MatrixTable.Entry(name, task.call()));
                }
            }
            if (tasks.isEmpty()) { // no file could be read: there is no table to show
                return ExitCodes.worst(codes).number();
            }
            PrintWriter out = spec.commandLine().getOut();
            MatrixTable cells = new MatrixTable(out, names(columns), hasTimes, json, isStrict);
            pool.each(tasks, cells::add);
            cells.end();
            codes.addAll(cells.exitCodes());
            out.flush();
            if (interrupt.isRaised()) {
                return ExitCode.INTERRUPTED.number();
            }
        }
        return ExitCodes.worst(codes).number();
    }

    private Callable<TimedCell> task(
            String file, ReadResult read, KernelChoice column, Limits limits, CellWatch watch) {
        ResolvedScenario scenario = read.resolved().orElse(null);
        if (scenario == null) {
            KernelModel model = column.furnished(KernelModel.of(KernelVariant.named(column.model()), column.changes()));
            Cell cell = Cell.unknown(file, model, read.problems().notModelled());
            return () -> new TimedCell(cell, 0);
        }
        return new TimedCell.Task(file, scenario, column.of(scenario), limits, watch, search);
    }

    private List<KernelChoice> columns() {
        Set<String> names = new LinkedHashSet<>(models);
        if (names.isEmpty()) {
            Scenarios.NAMES.models().stream().filter(Scenarios.NAMES::hasTds).forEach(names::add);
        }
        List<KernelChoice> columns = new ArrayList<>();
        String chosen = module.name(spec.commandLine());
        List<String> off = without.names(spec.commandLine());
        for (String name : names) {
            KernelChoice choice = new KernelChoice(name, mutations, chosen, off);
            if (choice.problem() != null) {
                throw new ParameterException(spec.commandLine(), choice.problem());
            }
            columns.add(choice);
        }
        return columns;
    }

    private static List<String> names(List<KernelChoice> columns) {
        return columns.stream()
                .map(column -> KernelModel.of(KernelVariant.named(column.model()), column.changes())
                                .name()
                        + RulesOff.suffix(column.without()))
                .toList();
    }
}
