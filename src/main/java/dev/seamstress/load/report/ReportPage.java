package dev.seamstress.load.report;

import dev.seamstress.trace.html.PageParts;
import java.io.IOException;
import java.util.List;

/**
 * A report as one HTML file, which needs nothing else and no network.
 *
 * <p>Shape: {@code report.html} with the style, the scripts and the report put in; the report stands in a script
 * element that no browser runs, and the page puts texts on the screen as texts only.
 */
public final class ReportPage {
    /** One idea a file; the page gets them as one script, in this order. */
    private static final String[] SCRIPTS = {"numbers.js", "axes.js", "charts.js", "bars.js", "files.js", "report.js"};

    private ReportPage() {}

    /** The page by itself. */
    public static String of(Report report) throws IOException {
        return of(report, List.of());
    }

    /**
     * The page with pages beside it.
     *
     * @param links of each of {@link SlowFaults} where its timeline is, empty if it has none
     */
    public static String of(Report report, List<String> links) throws IOException {
        StringBuilder script = new StringBuilder();
        for (String name : SCRIPTS) {
            script.append(PageParts.resource(ReportPage.class, name));
        }
        String style = PageParts.theme() + PageParts.resource(ReportPage.class, "report.css");
        return PageParts.filled(
                PageParts.resource(ReportPage.class, "report.html"),
                PageParts.policy(script.toString(), style),
                style,
                script.toString(),
                PageParts.escaped(report.json(links)));
    }
}
