package dev.seamstress.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seamstress bench}: how fast the drivers are here, as ratios within one run. */
@Command(
        name = "bench",
        description = {
            "Measure the drivers and print medians beside their budgets.",
            "All figures of a run are taken in turn, so that what else the machine does hits all alike, but for what"
                    + " is measured alone, first;",
            "the last column divides each by a bare loop measured beside it, and is what to compare between machines."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each is measured; 5 if not given.")
    private int rounds = 5;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%-52s %12s %12s %12s  %s%n", "what", "median", "min", "max", "budget; per bare loop");
        measure(out, BenchMeasures.alone(), "alone, ");
        try (BenchMeasures measures = new BenchMeasures()) {
            measure(out, measures.all(), "");
        }
        return ExitCode.AS_EXPECTED.number();
    }

    private void measure(PrintWriter out, List<BenchMeasures.Measure> list, String which) throws Exception {
        double[][] figures = new double[list.size()][rounds];
        double[][] loops = new double[list.size()][rounds];
        // The first round warms the compiler up and does not count.
        for (int round = -1; round < rounds; round++) {
            for (int i = 0; i < list.size(); i++) {
                double loop = BenchMeasures.bareLoop();
                double figure = list.get(i).figure().get();
                if (round >= 0) {
                    loops[i][round] = loop;
                    figures[i][round] = figure;
                }
            }
            spec.commandLine().getErr().println("bench: " + which + "round " + (round + 1) + " of " + rounds);
        }
        print(out, list, figures, loops);
    }

    private static void print(PrintWriter out, List<BenchMeasures.Measure> list, double[][] figures, double[][] loops) {
        for (int i = 0; i < list.size(); i++) {
            BenchMeasures.Measure measure = list.get(i);
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < figures[i].length; round++) {
                ratios.add(figures[i][round] / loops[i][round]);
            }
            double[] sorted = figures[i].clone();
            Arrays.sort(sorted);
            double[] ratio =
                    ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            out.printf(
                    Locale.ROOT,
                    "%-52s %12s %12s %12s  %s; %.3g%n",
                    measure.name(),
                    show(sorted[sorted.length / 2]),
                    show(sorted[0]),
                    show(sorted[sorted.length - 1]),
                    measure.budget(),
                    ratio[ratio.length / 2]);
        }
    }

    private static String show(double figure) {
        return figure < 1000 ? String.format(Locale.ROOT, "%.2f", figure) : String.format(Locale.ROOT, "%,.0f", figure);
    }
}
