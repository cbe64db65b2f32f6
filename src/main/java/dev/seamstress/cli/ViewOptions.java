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
            description = {
                "Show only steps about these pages: gfn=0x100, gpa=0x100000, x, x[1]; x+8: eight pages.",
                "What is left out is counted. Where forms can be chosen: for columns, ftrace text, csv, mermaid."
            })
    private List<String> only = List.of();

    @Option(
            names = "--actors",
            paramLabel = "NAMES",
            description = {
                "Show only steps of these actors: P0,tdx.",
                "Where forms can be chosen: for columns, ftrace text, csv, mermaid."
            })
    private List<String> actors = List.of();

    @Option(
            names = "--width",
            paramLabel = "N",
            description = {
                "How long lines may be, 60 to 200; if not given, 120 for columns, else 75.",
                "Where forms can be chosen: for columns and race."
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
        for (String list : only) {
            for (Part part : Part.of("--only", list, "a page", problems)) {
                Optional<Pages> read = words.read(part.text());
                read.ifPresent(pages::add);
                if (read.isEmpty()) {
                    problems.add("--only, " + part.at() + ": " + words.problem(part.text()));
                }
            }
        }
        return pages;
    }

    /** One of the things that stand in an option with commas between them, and its column, from 1. */
    private record Part(String text, int column) {
        /** Those that are there; where one is missing that is a problem. */
        static List<Part> of(String option, String list, String what, List<String> problems) {
            List<Part> parts = new ArrayList<>();
            int column = 1;
            for (String text : list.split(",", -1)) {
                Part part = new Part(text.strip(), column);
                if (part.text.isEmpty()) {
                    problems.add(
                            option + ", " + part.at() + ": expected " + what + ", found nothing in `" + list + "`");
                } else {
                    parts.add(part);
                }
                column += text.length() + 1;
            }
            return parts;
        }

        String at() {
            return "column " + column;
        }
    }

    private BitSet ids(Actors all, List<String> problems) {
        BitSet ids = new BitSet();
        List<String> names = IntStream.range(0, all.count()).mapToObj(all::name).toList();
        for (String list : actors) {
            for (Part part : Part.of("--actors", list, "an actor", problems)) {
                if (names.contains(part.text())) {
                    ids.set(names.indexOf(part.text()));
                } else {
                    problems.add("--actors, " + part.at() + ": no actor is called `" + part.text() + "`; there are "
                            + String.join(", ", names));
                }
            }
        }
        return ids;
    }

    private static String listed(List<String> lists) {
        return String.join(",", lists).replaceAll("\\s*,\\s*", ", ");
    }

    private String note() {
        return (only.isEmpty() ? "" : ", only " + listed(only))
                + (actors.isEmpty() ? "" : ", only steps of " + listed(actors));
    }
}
