package dev.seamstress.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a documentation comment says about fidelity, as Markdown.
 *
 * <p>Shape: {@code what} is the comment's first sentence, or empty. A statement runs from its label to the next label
 * or to the end of the paragraph. One whose label stands inside a sentence comes with that sentence, unless the rest of
 * the sentence is only a source.
 */
record RuleComment(String what, List<String> sources, List<String> simplified, List<String> assumed) {
    private static final Pattern LABEL =
            Pattern.compile("(?<![\\p{L}`])(Shape|Requires|Errors|Read by|Source|[Ss]implified|[Aa]ssumed):\\s");
    private static final Pattern SENTENCE = Pattern.compile("^.*?\\.(?=\\s+[`\\p{Lu}]|$)");
    private static final Pattern LINK =
            Pattern.compile("\\{@link\\s+(?:[\\w.]+\\.)?(\\w*)(?:#(\\w+)(?:\\([^)]*\\))?)?(?:\\s+[^}]*)?}");

    /** A statement after a source that has fewer words than this cannot be understood without it. */
    private static final int WORDS_MIN = 4;

    /** Reads {@code comment}, a documentation comment without its frame of asterisks. */
    static RuleComment of(String comment) {
        List<String> sources = new ArrayList<>();
        List<String> simplified = new ArrayList<>();
        List<String> assumed = new ArrayList<>();
        String text = markdown(comment.split("(?m)^\\s*@", 2)[0]);
        for (String paragraph : text.split("\n\n")) {
            String before = "";
            for (Labelled statement : Labelled.in(paragraph)) {
                switch (statement.label()) {
                    case "Source" -> sources.add(closed(statement.text()));
                    case "Simplified" -> simplified.add(begun(statement.text()));
                    case "Assumed" -> assumed.add(begun(statement.text()));
                    case "simplified" -> simplified.add(begun(statement.inside(before)));
                    case "assumed" -> assumed.add(begun(statement.inside(before)));
                    default -> {}
                }
                before = statement.label() + ": " + statement.text();
            }
        }
        return new RuleComment(firstSentence(text), sources, simplified, assumed);
    }

    /** True if the comment says where the rule is from, or what was done to it. */
    boolean isAccountable() {
        return !sources.isEmpty() || !simplified.isEmpty() || !assumed.isEmpty();
    }

    /** A piece of a paragraph: what stands between two labels, and the label before it, or the empty string. */
    private record Labelled(String label, String text) {
        static List<Labelled> in(String paragraph) {
            List<Labelled> pieces = new ArrayList<>();
            Matcher next = LABEL.matcher(paragraph);
            String label = "";
            int start = 0;
            while (next.find()) {
                pieces.add(new Labelled(label, paragraph.substring(start, next.start())));
                label = next.group(1);
                start = next.end();
            }
            pieces.add(new Labelled(label, paragraph.substring(start)));
            return pieces;
        }

        /** The sentence that this is the end of, if {@code before} is its beginning and is needed. */
        String inside(String before) {
            boolean isSource = before.startsWith("Source: ");
            if (isSource && text.split(" ").length >= WORDS_MIN) {
                return text;
            }
            String whole = before.replaceFirst("^(\\w+)?: ", "") + label + ": " + text;
            return isSource ? whole : whole.replaceFirst("^.*\\.\\s+(?=[`\\p{Lu}][^.]*" + label + ": )", "");
        }
    }

    private static String firstSentence(String text) {
        String paragraph = text.split("\n\n", 2)[0].strip();
        Matcher sentence = SENTENCE.matcher(paragraph);
        String first = sentence.find() ? sentence.group() : paragraph;
        return first.isEmpty() || LABEL.matcher(first).lookingAt() ? "" : closed(first);
    }

    private static String begun(String statement) {
        String text = closed(statement);
        boolean isWord = text.matches("\\p{Ll}[\\p{Ll}']*[ ,].*");
        return isWord ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) : text;
    }

    private static String closed(String statement) {
        return statement.strip().replaceAll("[;,.]$", "") + ".";
    }

    /**
     * Text of a table's cell: what stands in backquotes is to the letter, but for the bar, which would end the cell.
     */
    private static String markdown(String comment) {
        String text = comment.replaceAll("\\s*\n\\s*", " ").replaceAll("\\s*</?(?:p|ul|ol|li|pre)>\\s*", "\n\n");
        text = LINK.matcher(text).replaceAll(RuleComment::linked).replaceAll("\\{@code\\s+([^}]*)}", "`$1`");
        StringBuilder cell = new StringBuilder();
        String[] parts = text.strip().split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean isCode = i % 2 == 1;
            cell.append(i == 0 ? "" : "`")
                    .append(parts[i].replaceAll(isCode ? "\\|" : "(?<![\\p{L}\\d_])_|\\*|\\|", "\\\\$0"));
        }
        return cell.toString();
    }

    private static String linked(MatchResult link) {
        String type = link.group(1);
        String member = link.group(2);
        return "`" + type + (member == null ? "" : (type.isEmpty() ? "" : ".") + member) + "`";
    }
}
