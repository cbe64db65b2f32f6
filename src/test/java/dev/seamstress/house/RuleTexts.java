package dev.seamstress.house;

import dev.seamstress.check.invariant.Invariants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the program says of each rule in full: the comments of its checks, in the order of the rules. */
final class RuleTexts {
    static final Path FILE = Path.of("src/main/resources/dev/seamstress/cli/rules.txt");

    private static final Path CHECKS = Path.of("src/main/java/dev/seamstress/check/invariant");
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern HEAD = Pattern.compile("(V\\d\\d|I\\d+|[A-Z]{2,})(?:[:.] |, )(.*)");

    private RuleTexts() {}

    /** A line a check: the rule, a tab, the comment without the rule's name. */
    static String text() throws IOException {
        List<String> comments = new ArrayList<>();
        for (SourceFile file : SourceFile.allBelow(CHECKS)) {
            Matcher comment = COMMENT.matcher(String.join("\n", file.lines()));
            while (comment.find()) {
                comments.add(plain(comment.group(1)));
            }
        }
        StringBuilder text = new StringBuilder();
        Invariants.all()
                .forEach(rule -> comments.stream()
                        .map(HEAD::matcher)
                        .filter(head -> head.matches() && head.group(1).equals(rule.name()))
                        .forEach(head -> text.append(rule.name())
                                .append('\t')
                                .append(head.group(2))
                                .append('\n')));
        return text.toString();
    }

    /** A comment in one line, without marks. */
    private static String plain(String comment) {
        return comment.replaceAll("\n\\s*\\* ?", " ")
                .replaceAll("\\{@(?:code|link) #?([^}]*)}", "$1")
                .replaceAll("<p>", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
