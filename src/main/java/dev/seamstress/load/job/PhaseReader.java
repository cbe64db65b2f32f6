package dev.seamstress.load.job;

import dev.seamstress.load.random.Distribution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a phase of a job. */
final class PhaseReader {
    private static final long PAGES_OF_2M = 512;
    private static final int STEPS_MAX = 100;
    private static final int PER_CENT = 100;
    private static final Pattern ZONE = Pattern.compile("(\\d{1,3})/(\\d{1,3})");
    private static final String ZONES =
            "each is per cent of the touches / per cent of the pages, 100 in all: `\"zoned:90/10:10/90\"`";

    private final Path file;
    private final Findings findings;
    private final Job.Vm vm;

    PhaseReader(Path file, Findings findings, Job.Vm vm) {
        this.file = file;
        this.findings = findings;
        this.vm = vm;
    }

    Phase phase(Group group) {
        String name = group.text("name", group.path("").replaceAll("\\.$", ""));
        Phase.Work work = group.word("do", Phase.Work.values(), null);
        Phase.Pages pages = pages(group);
        long unit = group.pages("unit", 1);
        int vcpus = (int) group.count("vcpus", 1, Math.max(1, vm.vcpus()), vm.vcpus());
        Phase.Pace pace = pace(group);
        long forNs = group.time("for", 0);
        group.noMore();
        boolean isChanging = pace instanceof Phase.Open open && open.toPerSecond() != open.perSecond();
        boolean isEndless = pages.order() != Phase.Order.SEQUENTIAL && !group.isBroken("pages")
                || work == Phase.Work.CHURN && !group.isBroken("do")
                || isChanging && !group.isBroken("open.rate", "open.to");
        requireRoomForPeak(group, pace, forNs);
        if (forNs == 0 && isEndless && !group.isBroken("for")) {
            findings.missing(
                    group.object(),
                    group.path("for"),
                    "expected `" + group.path("for") + "`",
                    "such a phase never ends");
        }
        if (unit < 1 || PAGES_OF_2M % unit != 0) {
            group.wrong("unit", "`unit` divides 2MiB", "it is 4KiB, 8KiB, and so on to 2MiB");
            unit = 1;
        }
        return new Phase(name, vcpus, pace, work, pages, unit, forNs);
    }

    private Phase.Pages pages(Group group) {
        String text = group.text("pages", "sequential");
        Phase.Share share = group.word("share", Phase.Share.values(), Phase.Share.PARTITION);
        if (text.matches("zipf:\\d{1,2}(\\.\\d{1,4})?") && Double.parseDouble(text.substring(5)) > 0) {
            return new Phase.Pages(Phase.Order.ZIPF, Double.parseDouble(text.substring(5)), share);
        }
        if (text.startsWith("zoned:")) {
            return new Phase.Pages(Phase.Order.ZONED, 0, share, zones(group, text.substring(6)));
        }
        List<String> words = List.of("sequential", "uniform");
        if (!words.contains(text)) {
            group.wrong(
                    "pages",
                    "`" + group.path("pages") + "` cannot be `" + text + "`",
                    "it is `sequential`, `uniform` or, in quotes, `\"zipf:0.9\"` or `\"zoned:90/10:10/90\"`");
            return new Phase.Pages(Phase.Order.SEQUENTIAL, 0, share);
        }
        return new Phase.Pages(Phase.Order.valueOf(text.toUpperCase(Locale.ROOT)), 0, share);
    }

    /** As fio writes them. */
    private List<Phase.Zone> zones(Group group, String text) {
        List<Phase.Zone> zones = new ArrayList<>();
        int touches = 0;
        int pages = 0;
        for (String each : text.split(":", -1)) {
            Matcher matcher = ZONE.matcher(each);
            if (matcher.matches()) {
                zones.add(new Phase.Zone(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))));
                touches += zones.get(zones.size() - 1).touches();
                pages += zones.get(zones.size() - 1).pages();
            } else {
                touches = -PER_CENT;
            }
        }
        if (touches != PER_CENT || pages != PER_CENT) {
            group.wrong("pages", "`" + group.path("pages") + "` has no such zones", ZONES);
        }
        return zones;
    }

    private Phase.Pace pace(Group group) {
        boolean isClosed = group.has("closed");
        boolean isOpen = group.has("open");
        if (isClosed == isOpen) {
            findings.missing(
                    group.object(),
                    group.path("closed"),
                    isOpen ? "a phase is open or closed" : "expected `closed` or `open`",
                    "write `closed { think = 5us }` or `open { rate = 20k/s }`");
        }
        if (isOpen) {
            Group open = group.group("open");
            double rate = open.rate("rate");
            Job.Arrivals arrivals = open.word("arrivals", Job.Arrivals.values(), Job.Arrivals.POISSON);
            double to = open.has("to") ? open.rate("to") : rate;
            Phase.Shape shape = shape(open);
            open.noMore();
            return new Phase.Open(rate, to, shape, arrivals);
        }
        Group closed = group.group("closed");
        Distribution think = closed.has("think")
                ? new CostReader(file, findings).time(closed, "think")
                : new Distribution.Constant(0);
        closed.noMore();
        return new Phase.Closed(think);
    }

    private Phase.Shape shape(Group open) {
        int steps = open.has("steps") ? (int) open.count("steps", 2, STEPS_MAX, -1) : 0;
        long peakNs = open.time("peak", 0);
        boolean isBoth = steps > 0 && peakNs > 0;
        boolean isNeither = steps == 0 && peakNs == 0;
        if (isBoth || !isNeither && !open.has("to")) {
            String key = peakNs > 0 ? "peak" : "steps";
            findings.wrong(
                    open.object().get(key),
                    key,
                    isBoth ? "the rate goes up in `steps`, or has a `peak`" : "`" + open.path(key) + "` wants `to`",
                    "write `open { rate = 20k/s, to = 50k/s, steps = 4 }`, or `peak = 10ms` in place of `steps`");
        }
        return new Phase.Shape(steps, peakNs);
    }

    private void requireRoomForPeak(Group group, Phase.Pace pace, long forNs) {
        boolean isLonger =
                pace instanceof Phase.Open open && forNs > 0 && open.shape().peakNs() > forNs;
        if (isLonger) {
            findings.wrong(group.object().get("for"), "for", "the peak is longer than the phase", null);
        }
    }
}
