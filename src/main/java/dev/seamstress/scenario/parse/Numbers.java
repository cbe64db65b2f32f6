package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.problem.ProblemSink;
import java.util.regex.Pattern;

/** Reads integers, sizes and times, each where it is due. Errors: reported, and the piece is given up. */
final class Numbers {
    static final Num ONE = Num.decimal(1);

    /** No gfn, length or count is larger: guest physical addresses have at most 52 bits of gfn. */
    private static final long VALUE_MAX = 1L << 52;

    private static final long PAGE_BYTES = 4096;

    /** A number with a unit that no size here has: {@code 256T}, {@code 4k}, {@code 2MB}. */
    private static final Pattern UNIT = Pattern.compile("[0-9]+[kmgtpeKMGTPE]i?[bB]?");

    private final ProblemSink sink;

    Numbers(ProblemSink sink) {
        this.sink = sink;
    }

    /** A plain integer, which takes no suffix. */
    Num count(ScenarioParser.NumberContext context) {
        if (context.SIZE() != null) {
            throw broken(context, "a count takes no suffix: `" + context.getText() + "`", "write it out");
        }
        if (context.BAD_NUMBER() != null && UNIT.matcher(context.getText()).matches()) {
            throw broken(
                    context,
                    "`" + context.getText() + "` is neither a number nor a level",
                    "levels are `4K`, `2M`, `1G` and `512G`; a size in bytes ends with `K`, `M` or `G`");
        }
        if (context.INT() == null) {
            throw broken(context, "`" + context.getText() + "` is not a number", "an integer is `8` or `0x100`");
        }
        return Num.of(integer(context, context.getText()), context.getText(), Values.at(context));
    }

    /** A gfn or a number of pages; a size in bytes is divided by 4K. */
    Num pages(ScenarioParser.NumberContext context) {
        if (context.SIZE() == null) {
            return count(context);
        }
        String text = context.getText();
        long value = integer(context, text.substring(0, text.length() - 1));
        int shift = shift(text.charAt(text.length() - 1));
        if (value > (1L << 62) >> shift) {
            throw broken(context, "`" + text + "` is too large", "a gfn has at most 52 bits");
        }
        long bytes = value << shift;
        if (bytes % PAGE_BYTES != 0) {
            throw broken(
                    context, "`" + text + "` is no whole number of pages", "a suffix means bytes, and a page has 4K");
        }
        return Num.of(bytes / PAGE_BYTES, text, Values.at(context));
    }

    private static int shift(char suffix) {
        return suffix == 'K' ? 10 : suffix == 'M' ? 20 : 30;
    }

    /** A time, in nanoseconds. */
    Num time(ScenarioParser.NumberContext context) {
        String text = context.getText();
        if (context.TIME() == null) {
            throw broken(context, "`" + text + "` is not a time", "a time has a unit: `500ns`, `20us`, `3ms`");
        }
        long unit = text.endsWith("ns") ? 1 : text.endsWith("us") ? 1_000 : 1_000_000;
        long value = integer(context, text.substring(0, text.length() - 2));
        if (value > VALUE_MAX / unit) {
            throw broken(context, "`" + text + "` is too large", null);
        }
        return Num.of(value * unit, text, Values.at(context));
    }

    private long integer(ScenarioParser.NumberContext context, String text) {
        boolean isHex = text.startsWith("0x");
        String digits = (isHex ? text.substring(2) : text).replaceFirst("^0+(?=.)", "");
        boolean isShort = digits.length() <= 15;
        long value = isShort ? Long.parseLong(digits, isHex ? 16 : 10) : Long.MAX_VALUE;
        if (value > VALUE_MAX) {
            throw broken(context, "`" + context.getText() + "` is too large", "a number has at most 52 bits");
        }
        return value;
    }

    private BrokenPiece broken(ScenarioParser.NumberContext context, String message, String hint) {
        At at = Values.at(context);
        sink.error(at, message, hint);
        return new BrokenPiece();
    }
}
