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

    /** So many rows more there may be so that names are whole. */
    private static final int BROKEN_FOR_NAMES = 1;

    private static final String NOTE = "<- ";
    private static final List<String> JOINTS = List.of(" (", " ->", " =");
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

    /** True for a line of a drawing that says more than what somebody did. */
    static boolean isNote(String line) {
        return line.contains(NOTE) || line.endsWith(LOOP);
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
            RaceLayout full = columns(margin, false);
            RaceLayout brief = columns(margin, true);
            boolean isFullBetter = full != null && broken(full, false) <= broken(brief, true) + BROKEN_FOR_NAMES;
            RaceLayout single = RaceLayout.single(margin, shown.size(), longest, width);
            this.isBrief = !isFullBetter && brief != null;
            this.layout = isFullBetter ? full : brief != null ? brief : single;
        }

        /** Notes stand beside their lines if all do, else they may have rows of their own. */
        private RaceLayout columns(int margin, boolean brief) {
            RaceLayout beside = RaceLayout.columns(margin, needs(brief, true), width);
            boolean isGood = beside != null && broken(beside, brief) == 0;
            return isGood ? beside : RaceLayout.columns(margin, needs(brief, false), width);
        }

        /** How wide each column would like to be. */
        private int[] needs(boolean brief, boolean isNoteBeside) {
            int[] needs = new int[shown.size()];
            for (int i = 0; i < needs.length; i++) {
                needs[i] = actors.name(shown.get(i)).length();
            }
            for (RaceLine line : told) {
                int whole = text(line, brief).length();
                int note =
                        line.note().isEmpty() ? 0 : NOTE.length() + line.note().length();
                int need = isNoteBeside || note == 0 ? whole : Math.max(whole - note - 1, HANGING_INDENT + note);
                int column = columnOf[line.thread()];
                needs[column] = Math.max(needs[column], line.indent() + need);
            }
            return needs;
        }

        /** How many rows the lines need beyond one each. */
        private int broken(RaceLayout columns, boolean brief) {
            int more = 0;
            for (RaceLine line : told) {
                String text = text(line, brief);
                int room = columns.width(columnOf[line.thread()]) - line.indent();
                int from = Wrap.next(text, end(text, 0, room));
                while (from < text.length()) {
                    more++;
                    from = Wrap.next(text, end(text, from, room - HANGING_INDENT));
                }
            }
            return more;
        }

        private static String text(RaceLine line, boolean isBrief) {
            String text = isBrief ? FAMILY.matcher(line.text()).replaceFirst("") : line.text();
            String note = line.note().isEmpty() ? "" : NOTE + line.note();
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

        /** Where a row ends: before a note, else at a joint of the text, else behind a colon or at a blank. */
        private static int end(String text, int from, int width) {
            int end = Wrap.end(text, from, width);
            if (end == text.length()) {
                return end;
            }
            int note = text.indexOf(" " + NOTE, from);
            if (note > from) {
                return Math.min(note, Wrap.end(text.substring(0, note), from, width));
            }
            for (String joint : JOINTS) {
                int at = text.lastIndexOf(joint, end);
                if (at > from) {
                    return at;
                }
            }
            int colon = text.indexOf(": ", from) + 1;
            boolean isRestShort = text.length() - colon - 1 <= width - HANGING_INDENT;
            return colon > from && colon < end && isRestShort ? colon : end;
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
