package dev.seamstress.cli;

import dev.seamstress.decode.Decoded;
import dev.seamstress.decode.Decoder;
import dev.seamstress.decode.Explained;
import dev.seamstress.decode.Explained.Word;
import dev.seamstress.decode.Field;
import dev.seamstress.decode.Reading;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What words mean, for people: a sentence, and a table a word. */
final class DecodeText {
    private static final int WIDTH = 100;

    private final PrintWriter out;
    private boolean isFirst = true;

    DecodeText(PrintWriter out) {
        this.out = out;
    }

    void print(Explained one) {
        if (!isFirst) {
            out.println();
        }
        isFirst = false;
        if (one.isComplaint()) {
            complaints(one);
            return;
        } else if (one.words().size() == 1 && one.call().isEmpty()) {
            print(one.words().get(0), "", one.summary());
            sightings(one);
            return;
        }
        out.println(head(one));
        wrapped(one.summary(), "  ");
        one.words().stream().filter(word -> !isOutput(word)).forEach(word -> print(word, "  ", ""));
        List<String> outputs = one.words().stream()
                .filter(DecodeText::isOutput)
                .map(word -> word.name() + " 0x" + Long.toHexString(word.value()))
                .toList();
        if (!outputs.isEmpty()) {
            wrapped("outputs of the call itself: " + String.join(", ", outputs), "  ");
        }
        sightings(one);
    }

    /** What the model has of a function that complains, and runs in which it does. */
    private void complaints(Explained one) {
        out.println(printable(one.text()) + (one.times() == 1 ? "" : ", " + one.times() + " times in a row"));
        List<Complaint> complaints = Complaint.of(one.call());
        wrapped(one.summary() + (complaints.isEmpty() ? "; the model has no complaint there" : ""), "  ");
        for (Complaint complaint : complaints) {
            wrapped(complaint.text(), "  ");
            Sightings.of(complaint).forEach(this::command);
        }
    }

    /** Alone on its line, to be copied. */
    private void command(Sighting run) {
        String how = run.how().text();
        wrapped("seen here" + (how.isEmpty() ? "" : ", " + how) + ":", "    ");
        out.println("      ./seamstress run " + run.command());
    }

    /** Runs to look at; a command stands alone on its line, to be copied. */
    private void sightings(Explained one) {
        Sightings sightings = Sightings.of(one);
        for (Sighting run : sightings.runs()) {
            String text = run.text();
            wrapped(
                    "seen here" + (one.call().isEmpty() ? " of " + run.name() : "")
                            + (sightings.isExact()
                                    ? ""
                                    : ", with "
                                            + Decoder.read(run.status(), Reading.STATUS)
                                                    .name())
                            + (text.isEmpty() ? "" : "; " + text) + ":",
                    "  ");
            out.println("    ./seamstress run " + run.command());
        }
    }

    /** True of a register that is shown and not explained. */
    private static boolean isOutput(Word word) {
        return word.readings().isEmpty() && word.refused().isEmpty();
    }

    private static String head(Explained one) {
        String call = one.number() < 0 ? one.call() : one.call() + ", leaf " + one.number();
        return printable(one.text())
                + (call.isEmpty() ? "" : " (" + call + ")")
                + (one.times() == 1 ? "" : ", " + one.times() + " times in a row");
    }

    /** {@code sentence}: to be said before the table, or empty. */
    private void print(Word word, String indent, String sentence) {
        String name = word.name().isEmpty() ? "" : word.name() + " ";
        String value = indent + name + String.format(Locale.ROOT, "0x%016x", word.value());
        if (word.readings().isEmpty()) {
            out.println(value + ": " + (isOutput(word) ? "an output of a call" : "nothing that we know"));
            word.refused().forEach(this::refusal);
            return;
        }
        Decoded first = word.readings().get(0);
        out.println(value + ": " + first.name() + ", " + article(first.reading().text()));
        if (!sentence.isEmpty()) {
            wrapped(sentence, "  ");
        }
        for (String oddity : first.oddities()) {
            wrapped("but none that occurs: " + oddity, "  ");
        }
        table(first.fields());
        List<Decoded> others = word.readings().subList(1, word.readings().size());
        for (Decoded other : others) {
            wrapped("or --as " + other.reading().id() + ": " + other.sentence(), "    ");
        }
    }

    private static String article(String noun) {
        if (noun.startsWith("what")) {
            return noun;
        }
        return (noun.startsWith("entry") ? "an " : "a ") + noun;
    }

    private void refusal(Decoded refused) {
        wrapped("no " + refused.reading().id() + ": " + String.join("; ", refused.oddities()), "    ");
    }

    private void table(List<Field> fields) {
        int bits = width(fields.stream().map(Field::bits).toList());
        int name = width(fields.stream().map(Field::name).toList());
        int value = width(fields.stream().map(Field::value).toList());
        String form = "    %-" + bits + "s  %-" + name + "s  %-" + value + "s  %s";
        for (Field field : fields) {
            out.println(String.format(Locale.ROOT, form, field.bits(), field.name(), field.value(), field.meaning())
                    .stripTrailing());
        }
    }

    private static int width(List<String> cells) {
        return cells.stream().mapToInt(String::length).max().orElse(1);
    }

    private void wrapped(String text, String indent) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(indent);
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }

    /** A log may hold anything; what would move a terminal's cursor is not repeated. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}|\\p{Cf}", "?");
    }
}
