package dev.seamstress.decode;

import dev.seamstress.decode.Said.Named;
import java.util.ArrayList;
import java.util.List;

/**
 * What a place of a text says, in one sentence, and word for word.
 *
 * <p>Shape: {@code line} and {@code column} count from 1; {@code call} is Intel's spelling of the call, or what the
 * text has if that is none we know, or empty; {@code number} is its number, or -1. Of a complaint of KVM {@code call}
 * is the function, and there are no words.
 */
public record Explained(
        int line, int column, String text, int times, String call, int number, String summary, List<Word> words) {
    /**
     * A word and what it can be: {@code readings} has at least one unless nothing is known, the likeliest first;
     * {@code refused} are those that it cannot be. {@code name} is what the text calls it, or empty.
     */
    public record Word(String name, long value, List<Decoded> readings, List<Decoded> refused) {
        /** True if it can be that, and nothing else. */
        public boolean isCertain() {
            return readings.size() == 1 && readings.get(0).isPossible();
        }
    }

    public Explained {
        words = List.copyOf(words);
    }

    /** True if a function of KVM complains. */
    public boolean isComplaint() {
        return words.isEmpty();
    }

    /** {@code as}: how words without a name are to be taken, or null. */
    static Explained of(Said said, Reading as) {
        List<Word> words = new ArrayList<>();
        for (Named named : said.words()) {
            words.add(word(said, named, as));
        }
        LeafName leaf = said.leaf();
        return new Explained(
                said.at().line(),
                said.at().column(),
                said.text(),
                said.times(),
                leaf == null ? said.call() : leaf.text(),
                leaf == null ? -1 : leaf.number(),
                summary(said, words),
                words);
    }

    private static Word word(Said said, Named named, Reading as) {
        String name = named.name() == null ? "" : named.name().text();
        long value = named.value();
        boolean hasRegisters = said.words().size() > 1 && (as == null || as == Reading.STATUS);
        if (named.name() == WordName.STATUS || named.name() == null && hasRegisters) {
            return only(name, value, Decoder.status(value, said.leaf(), said.isPrinted()));
        }
        if (named.name() != null && named.name().isRegister()) {
            return CallOutputs.word(said, named);
        }
        Reading wanted = named.name() == null ? as : named.name().reading();
        if (wanted != null) {
            return only(name, value, Decoder.read(value, wanted));
        }
        List<Decoded> all = Decoder.readings(value);
        return new Word(
                name,
                value,
                all.stream().filter(Decoded::isPossible).toList(),
                all.stream().filter(one -> !one.isPossible()).toList());
    }

    static Word only(String name, long value, Decoded reading) {
        return new Word(name, value, List.of(reading), List.of());
    }

    private static String summary(Said said, List<Word> words) {
        if (words.isEmpty()) {
            return "KVM complains in " + said.call() + "()";
        }
        Word first = words.get(0);
        if (first.readings().isEmpty()) {
            return "nothing that we know has this form";
        }
        String sentence = first.readings().get(0).sentence();
        if (said.words().size() == 2 && said.words().get(0).name() == WordName.OLD_SPTE) {
            Decoded now = words.get(1).readings().get(0);
            return "from " + first.readings().get(0).name() + " to " + now.name() + ": " + now.sentence();
        }
        boolean isStatus = first.readings().get(0).reading() == Reading.STATUS;
        if (isStatus && said.words().size() > 1 && said.takesRegisters()) {
            String more = CallOutputs.summary(said);
            return more.isEmpty() ? sentence : sentence + "; " + more;
        }
        return sentence;
    }
}
