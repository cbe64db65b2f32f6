package dev.seamstress.load.report;

import dev.seamstress.trace.html.PageParts;
import java.io.IOException;

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

    /** The page. */
    public static String of(Report report) throws IOException {
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
                PageParts.escaped(report.json()));
    }
}
