package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.load.report.Chart;
import dev.seamstress.load.report.Curve;
import dev.seamstress.load.report.Report;
import dev.seamstress.load.report.ReportPage;
import dev.seamstress.load.run.LoadResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of a load result for people: a page, and each of its charts as CSV and JSON. */
final class LoadReport {
    private final Report report;

    /** {@code command}: makes the result again; {@code job}: the content of the job's file. */
    LoadReport(LoadResult result, String command, byte[] job) {
        this(result, command, job, Optional.empty());
    }

    /** {@code curve}: of a sweep whose last point the result is. */
    LoadReport(LoadResult result, String command, byte[] job, Optional<Curve> curve) {
        this.report =
                new Report(result, new Report.Origin(command, new String(job, UTF_8), Version.ofSeamstress()), curve);
    }

    /** Writes the page; {@code isForced}: in place of what is there. Errors: {@link IOException}, which names it. */
    void page(String file, boolean isForced) throws IOException {
        String text = ReportPage.of(report);
        TraceFiles.write(file, isForced, out -> out.write(text.getBytes(UTF_8)));
    }

    /**
     * Writes {@code report.html} and {@code charts} into a directory that is there. The charts of an earlier result go,
     * which this one need not have.
     *
     * @param links of each of the slowest faults where its timeline is, empty if it has none
     */
    void files(Path directory, List<String> links) throws IOException {
        Path charts = directory.resolve("charts");
        List<String> names = new ArrayList<>();
        for (Chart chart : report.charts()) {
            names.addAll(List.of(chart.id() + ".csv", chart.id() + ".json"));
        }
        ListedFiles.begin(charts, names);
        for (Chart chart : report.charts()) {
            WholeFile.replace(charts.resolve(chart.id() + ".csv"), chart.csv());
            WholeFile.replace(charts.resolve(chart.id() + ".json"), chart.json());
        }
        WholeFile.replace(directory.resolve("report.html"), ReportPage.of(report, links));
    }
}
