package dev.seamstress.scenario.words;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The flat set of words that no label and no gfn may have as its name, each with what it is.
 *
 * <p>Shape: a word can be several things at once, as {@code accept} is an operation and an event.
 */
public final class Vocabulary {
    /** What a word is. The order decides which is named when a word is several things. */
    public enum Category {
        OPERATION("an operation"),
        RESULT("a result"),
        EVENT("an event"),
        TERM("a state term"),
        VALUE("a value"),
        KEYWORD("a keyword");

        private final String text;

        Category(String text) {
            this.text = text;
        }

        /** With its article, for people: {@code an event}. */
        public String text() {
            return text;
        }
    }

    private static final List<String> EVENTS = List.of(
            "busy",
            "map",
            "zap",
            "kick",
            "flush",
            "retry",
            "spurious",
            "memfault",
            "eintr",
            "root_found",
            "invalidate_begin",
            "invalidate_end",
            "bug_on");

    private static final List<String> KEYWORDS = List.of(
            "models",
            "module",
            "mutate",
            "vm",
            "timers",
            "onfault",
            "td",
            "inject",
            "nth",
            "until",
            "by",
            "in",
            "me",
            "to",
            "via",
            "extend",
            "at",
            "rest",
            "always",
            "never",
            "sometimes",
            "finally",
            "exists",
            "forall",
            "order",
            "seen",
            "expect");

    private static final Map<String, Set<Category>> WORDS = build();

    private Vocabulary() {}

    private static Map<String, Set<Category>> build() {
        Map<String, Set<Category>> words = new TreeMap<>();
        add(words, Category.OPERATION, Words.all(Verb.class));
        add(words, Category.RESULT, Results.OF_OPERATIONS);
        add(words, Category.RESULT, Results.WITHOUT_END);
        add(words, Category.EVENT, Words.all(Leaf.class));
        add(words, Category.EVENT, EVENTS);
        for (StateTerm term : StateTerm.values()) {
            add(words, Category.TERM, List.of(Words.of(term)));
        }
        add(words, Category.TERM, List.of("onfault", "seq", "mmio_gen"));
        add(words, Category.VALUE, Words.all(StateWord.class));
        add(words, Category.VALUE, Words.all(ColumnState.class));
        add(words, Category.VALUE, Words.all(RetryWhy.class));
        add(words, Category.VALUE, Words.all(OnFault.class));
        add(words, Category.VALUE, Words.all(SlotFlag.class));
        add(words, Category.VALUE, Words.all(NotifierKind.class));
        add(words, Category.VALUE, Words.all(Verdict.class));
        add(words, Category.VALUE, Words.all(Outcome.class));
        add(words, Category.VALUE, List.of("far", "wrap", "off", "once", "any", "every", "tdr"));
        add(words, Category.KEYWORD, KEYWORDS);
        return Collections.unmodifiableMap(words);
    }

    private static void add(Map<String, Set<Category>> words, Category category, List<String> added) {
        for (String word : added) {
            words.computeIfAbsent(word, w -> EnumSet.noneOf(Category.class)).add(category);
        }
    }

    /** Whether {@code word} belongs to the language, so that nothing else may be called so. */
    public static boolean contains(String word) {
        return WORDS.containsKey(word);
    }

    /** Whether {@code word} is, among other things, of {@code category}. */
    public static boolean is(String word, Category category) {
        return WORDS.containsKey(word) && WORDS.get(word).contains(category);
    }

    /** What {@code word} is first of all, or null if it is no word of the language. */
    public static Category of(String word) {
        Set<Category> categories = WORDS.get(word);
        return categories == null ? null : categories.iterator().next();
    }

    /** The words that are events when they stand alone, leaves included. */
    public static List<String> events() {
        List<String> events = new ArrayList<>(Words.all(Leaf.class));
        events.addAll(EVENTS);
        return List.copyOf(events);
    }
}
