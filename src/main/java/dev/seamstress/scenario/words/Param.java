package dev.seamstress.scenario.words;

import java.util.ArrayList;
import java.util.List;

/**
 * One parameter of an operation.
 *
 * <p>Shape: {@code words} are the words that may stand there, for kind WORD only; an optional parameter that does not
 * match is left out.
 */
public record Param(Kind kind, List<String> words, boolean isOptional) {
    /** What may stand in a parameter's place. */
    public enum Kind {
        GFN("a gfn"),
        RANGE("a range of gfns"),
        /** A slot or a CPU. */
        NUMBER("a number"),
        VCPU("a vCPU"),
        LEVEL("a level"),
        /** One of a few words. */
        WORD("a word"),
        /** {@code via} and a vCPU: two arguments. */
        VIA("`via` and a vCPU"),
        /** The name of a leaf of the module; everything after it is its arguments. */
        LEAF("the name of a leaf"),
        LABEL("a label"),
        TIME("a time");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For people: {@code a gfn}. */
        public String text() {
            return text;
        }
    }

    /**
     * Reads the parameters from the text that shows them to people, so that the two cannot differ: {@code GFN
     * [shared]}, {@code RANGE to private|shared}.
     */
    static List<Param> parse(String usage) {
        List<Param> params = new ArrayList<>();
        for (String part : usage.replace("[via VCPU]", "[VIA]").split(" ")) {
            if (part.isEmpty()) {
                continue;
            }
            boolean isOptional = part.startsWith("[");
            String body = isOptional ? part.substring(1, part.length() - 1) : part;
            if (Character.isUpperCase(body.charAt(0))) {
                params.add(new Param(Kind.valueOf(body), List.of(), isOptional));
            } else {
                params.add(new Param(Kind.WORD, List.of(body.split("\\|")), isOptional));
            }
        }
        return List.copyOf(params);
    }
}
