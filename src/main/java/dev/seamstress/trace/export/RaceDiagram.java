package dev.seamstress.trace.export;

import dev.seamstress.trace.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A run as people draw a race in a commit message: a column a thread of the scenario, time running down, a line in the
 * column of whoever acts, and only what a reader needs to follow the race.
 *
 * <p>The number of a line's step stands before it, unless it is that of the line above. What mmu and tdx do stands in
 * the column of the thread that asked for it. A deed that takes time is one line if nothing happens meanwhile.
 */
public final class RaceDiagram {
    /** The width of a commit message. */
    public static final int WIDTH = 75;

    /** The least width of a timeline; a diagram that is to stand in a comment has a little less. */
    public static final int WIDTH_MIN = 60;

    public static final int WIDTH_MAX = 200;

    private static final int INNER_MIN = 40;
    private static final int STEP_DIGITS_MIN = 2;
    private static final int HANGING_INDENT = 2;
    /** What narrow columns leave out of names. */
    private static final Pattern FAMILY = Pattern.compile("^(TD[HG]\\.(MEM|PHYMEM)\\.|TDH\\.|kvm_mmu_|kvm_)");

    /** So many lines more may be broken so that names are whole. */
    private static final int BROKEN_FOR_NAMES = 1;

    private static final List<String> JOINTS = List.of(" <-", " (", " ->", ": ", " =");
    private static final String LOOP = "from here on, for ever:";

    private final Actors actors;
    private final DiagramNames names;
    private final int threads;

    /** {@code threads}: how many of the machines are threads of the scenario, the first ones. */
    public RaceDiagram(Actors actors, DiagramNames names, int threads) {
        this.actors = actors;
        this.names = names;
        this.threads = threads;
    }

    /**
     * Draws the run.
     *
     * <p>Shape: lines of printable ASCII, at most {@code width} long, without blanks at their ends; the names of the
     * columns and a rule come first. For a comment of a scenario, {@code // } goes before each, and {@code width} is
     * three less. Requires: {@code width} is 40 or more.
     */
    public List<String> lines(Recording recording, DiagramNotes notes, int width) {
        if (width < INNER_MIN) {
            throw new IllegalArgumentException("a diagram of " + width + " characters");
        }
        RaceStory story = new RaceStory(actors, names, notes, threads);
        recording.replay(story);
        List<RaceLine> told = story.lines();
        int digits = Math.max(
                STEP_DIGITS_MIN,
                Integer.toString(Math.max(0, recording.lastStep())).length());
        Drawing drawing = new Drawing(told, digits + 2, width);
        drawing.head();
        drawing.body(notes.loopFrom());
        if (recording.dropped() > 0) {
            drawing.text("... and " + recording.dropped() + " entries more, which were not recorded");
        }
        return drawing.out;
    }

    /** Writes the run under its title. Errors: {@link java.io.UncheckedIOException} if {@code target} fails. */
    public void write(Recording recording, DiagramNotes notes, Title title, int width, Appendable target) {
        Out out = new Out(target);
        String head = title.scenario() + ": " + title.driver() + ", " + title.model() + ", " + title.choices();
        Wrap.lines(head, "    ", width).forEach(out::line);
        out.endLine();
        lines(recording, notes, width).forEach(out::line);
        out.flush();
    }

    /** One diagram on its way to paper. */
    private final class Drawing {
        private final List<String> out = new ArrayList<>();
        private final List<RaceLine> told;
        private final int width;
        private final int[] columnOf = new int[threads];
        private final List<Integer> shown = new ArrayList<>();
        private final RaceLayout layout;
        private final boolean isBrief;

        Drawing(List<RaceLine> told, int margin, int width) {
            this.told = told;
            this.width = width;
            boolean[] acts = new boolean[threads];
            told.forEach(line -> acts[line.thread()] = true);
            int longest = 0;
            for (int id = 0; id < threads; id++) {
                if (acts[id]) {
                    columnOf[id] = shown.size();
                    shown.add(id);
                    longest = Math.max(longest, actors.name(id).length());
                }
            }
            RaceLayout full = RaceLayout.columns(margin, needs(false), width);
            RaceLayout brief = RaceLayout.columns(margin, needs(true), width);
            boolean isFullBetter = full != null && broken(full, false) <= broken(brief, true) + BROKEN_FOR_NAMES;
            RaceLayout single = RaceLayout.single(margin, shown.size(), longest, width);
            this.isBrief = !isFullBetter && brief != null;
            this.layout = isFullBetter ? full : brief != null ? brief : single;
        }

        /** How wide each column would like to be. */
        private int[] needs(boolean brief) {
            int[] needs = new int[shown.size()];
            for (int i = 0; i < needs.length; i++) {
                needs[i] = actors.name(shown.get(i)).length();
            }
            for (RaceLine line : told) {
                int column = columnOf[line.thread()];
                needs[column] = Math.max(
                        needs[column], line.indent() + text(line, brief).length());
            }
            return needs;
        }

        /** How many lines need more than one row. */
        private long broken(RaceLayout columns, boolean brief) {
            return told.stream()
                    .filter(line -> line.indent() + text(line, brief).length() > columns.width(columnOf[line.thread()]))
                    .count();
        }

        private static String text(RaceLine line, boolean isBrief) {
            String text = isBrief ? FAMILY.matcher(line.text()).replaceFirst("") : line.text();
            String note = line.note().isEmpty() ? "" : "<- " + line.note();
            return text.isEmpty() || note.isEmpty() ? text + note : text + " " + note;
        }

        void head() {
            if (layout.isSingle()) {
                text("(" + shown.size() + " threads do not fit side by side: each line names its own)");
                return;
            }
            StringBuilder titles = new StringBuilder();
            StringBuilder rules = new StringBuilder();
            for (int i = 0; i < shown.size(); i++) {
                String name = actors.name(shown.get(i));
                pad(titles, layout.start(i)).append(name);
                pad(rules, layout.start(i)).append("-".repeat(name.length()));
            }
            out.add(titles.toString());
            out.add(rules.toString());
        }

        void body(int loopFrom) {
            boolean isLooping = loopFrom == DiagramNotes.NO_LOOP;
            int lastStep = -1;
            for (RaceLine line : told) {
                if (!isLooping && line.step() >= loopFrom) {
                    isLooping = true;
                    text(LOOP);
                }
                draw(line, line.step() == lastStep);
                lastStep = line.step();
            }
            if (!isLooping) {
                text(LOOP + " nothing that is told here");
            }
        }

        private void draw(RaceLine line, boolean isSameStep) {
            int column = columnOf[line.thread()];
            String text = text(line, isBrief);
            int from = 0;
            while (from < text.length()) {
                int indent = line.indent() + (from == 0 ? 0 : HANGING_INDENT);
                int end = end(text, from, layout.width(column) - indent);
                StringBuilder row = new StringBuilder(width);
                if (from == 0 && !isSameStep) {
                    Ascii.decimal(row, line.step(), layout.margin() - 2, ' ');
                }
                if (from == 0 && layout.isSingle()) {
                    pad(row, layout.margin()).append(actors.name(line.thread()));
                }
                pad(row, layout.start(column) + indent).append(text, from, end);
                out.add(row.toString());
                from = Wrap.next(text, end);
            }
        }

        /** Where a row ends: at a joint of the text if what follows it fits on the next row. */
        private static int end(String text, int from, int width) {
            int end = Wrap.end(text, from, width);
            if (end == text.length()) {
                return end;
            }
            for (String joint : JOINTS) {
                int at = text.lastIndexOf(joint, end);
                int next = at + joint.lastIndexOf(' ');
                if (at > from && next <= end && text.length() - next - 1 <= width - HANGING_INDENT) {
                    return next;
                }
            }
            return end;
        }

        /** A text across all columns. */
        void text(String text) {
            int from = 0;
            while (from < text.length()) {
                int end = Wrap.end(text, from, width - layout.margin());
                out.add(pad(new StringBuilder(), layout.margin())
                        .append(text, from, end)
                        .toString());
                from = Wrap.next(text, end);
            }
        }

        private StringBuilder pad(StringBuilder row, int length) {
            return Ascii.spaces(row, length - row.length());
        }
    }
}
