package dev.seamstress.cli;

import dev.seamstress.core.machine.Event;
import dev.seamstress.trace.Retold;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.EventWords;
import dev.seamstress.trace.export.RaceDiagram;
import dev.seamstress.trace.export.TimelineView;
import dev.seamstress.trace.filter.PageWords;
import dev.seamstress.trace.filter.Pages;
import dev.seamstress.trace.filter.ShownSteps;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options about what of a run a timeline shows, and how wide. */
final class ViewOptions {
    private static final int RANGES_TOLD = 6;

    @Option(
            names = "--only",
            paramLabel = "PAGES",
            split = ",",
            description = {
                "Show only steps about these pages: gfn=0x100, gpa=0x100000, x, x[1]; x+8: eight pages.",
                "What is left out is counted. For the timelines columns and log."
            })
    private List<String> only = List.of();

    @Option(
            names = "--actors",
            paramLabel = "NAMES",
            split = ",",
            description = "Show only steps of these actors: P0,tdx. For the timelines columns and log.")
    private List<String> actors = List.of();

    @Option(
            names = "--width",
            paramLabel = "N",
            description = {
                "How wide a timeline in columns or a race diagram may be, 60 to 200;",
                "if not given, 120 for columns and 75 for a race."
            })
    private Integer width;

    /** Of whom a view is: a run that can be told, with the names that its scenario has. */
    record Of(Retold run, Actors actors, EventWords words, Map<String, Long> names) {}

    /** True if something is to be left out. */
    boolean isFilter() {
        return !only.isEmpty() || !actors.isEmpty();
    }

    /** True if somebody has said how wide. */
    boolean hasWidth() {
        return width != null;
    }

    /** Errors: {@link ParameterException} for what makes no sense with this timeline. */
    void check(CommandLine command, RunSettings.Timeline timeline) {
        checkWidth(command);
        boolean isFiltered = timeline == RunSettings.Timeline.columns || timeline == RunSettings.Timeline.log;
        if (isFilter() && !isFiltered) {
            throw new ParameterException(command, "--only and --actors are for --timeline columns and log");
        }
        boolean isWide = timeline == RunSettings.Timeline.columns || timeline == RunSettings.Timeline.race;
        if (hasWidth() && !isWide) {
            throw new ParameterException(command, "--width is for --timeline columns and race");
        }
    }

    /** Errors: {@link ParameterException} for a width that nothing can have. */
    void checkWidth(CommandLine command) {
        if (hasWidth() && (width < RaceDiagram.WIDTH_MIN || width > RaceDiagram.WIDTH_MAX)) {
            String range = RaceDiagram.WIDTH_MIN + " to " + RaceDiagram.WIDTH_MAX;
            throw new ParameterException(command, "--width takes " + range + ", not " + width);
        }
    }

    /** How wide, of something that is so wide unless somebody has said otherwise. */
    int width(int otherwise) {
        return hasWidth() ? width : otherwise;
    }

    /** Errors: {@link ParameterException} names everything that is not there. */
    TimelineView view(CommandLine command, Of of) {
        if (!isFilter()) {
            return new TimelineView(TimelineView.WHOLE.steps(), width(TimelineView.WIDTH), "");
        }
        List<String> problems = new ArrayList<>();
        PageWords words = new PageWords(of.names());
        List<Pages> pages = pages(words, problems);
        BitSet ids = ids(of.actors(), problems);
        ShownSteps steps =
                new ShownSteps(pages, ids, of.actors().count(), number -> words.in(operation(of.words(), number)));
        of.run().replay(steps);
        steps.ended();
        for (Pages unknown : steps.unknown()) {
            problems.add("--only: nothing in this run is about " + unknown.text() + "; " + steps.known(RANGES_TOLD));
        }
        if (!problems.isEmpty()) {
            throw new ParameterException(command, String.join(System.lineSeparator() + "seamstress: ", problems));
        }
        return new TimelineView(steps, width(TimelineView.WIDTH), note());
    }

    private static String operation(EventWords words, long number) {
        String text = words.text(Event.OPERATION_BEGIN, 0, number);
        text = text == null ? words.text(Event.OPERATION_END, 0, number) : text;
        return text == null ? "" : text;
    }

    private List<Pages> pages(PageWords words, List<String> problems) {
        List<Pages> pages = new ArrayList<>();
        for (String text : only) {
            Optional<Pages> read = words.read(text);
            read.ifPresent(pages::add);
            if (read.isEmpty()) {
                problems.add(
                        "--only: no page is called `" + text + "`; expected " + PageWords.FORMS + "; " + words.known());
            }
        }
        return pages;
    }

    private BitSet ids(Actors all, List<String> problems) {
        BitSet ids = new BitSet();
        List<String> names = IntStream.range(0, all.count()).mapToObj(all::name).toList();
        for (String name : actors) {
            if (names.contains(name)) {
                ids.set(names.indexOf(name));
            } else {
                problems.add("--actors: no actor is called `" + name + "`; there are " + String.join(", ", names));
            }
        }
        return ids;
    }

    private String note() {
        return (only.isEmpty() ? "" : ", only " + String.join(", ", only))
                + (actors.isEmpty() ? "" : ", only steps of " + String.join(", ", actors));
    }
}
