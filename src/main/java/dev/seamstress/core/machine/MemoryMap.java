package dev.seamstress.core.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * Which pages of shared memory exist and what they are for: fixed when the world is built, the same in every driver.
 *
 * <p>Shape: a word is a {@code long}, page number shifted left by nine, plus an index of 0 to 511. Storage is a
 * driver's business ({@link SharedMemory}); a page costs nothing there until it is written.
 */
public final class MemoryMap {
    public static final int WORDS_PER_PAGE = 512;
    private static final int PAGE_SHIFT = 9;
    private static final int EVERYBODY = -1;
    private static final int CONSTANT = -2;
    private static final int[] NO_PAGES = {};

    private WordClass[] classes = new WordClass[16];
    private int[] soleUsers = new int[16];
    private final List<Relation> relations = new ArrayList<>();
    private final List<Compared> compared = new ArrayList<>();
    private Relative fieldReference;
    private int pages;

    /** Adds {@code count} pages of a class and returns the first one's number. */
    public int add(WordClass wordClass, int count) {
        int first = pages;
        pages += count;
        if (pages > classes.length) {
            int capacity = Math.max(pages, classes.length * 2);
            classes = Arrays.copyOf(classes, capacity);
            soleUsers = Arrays.copyOf(soleUsers, capacity);
        }
        Arrays.fill(classes, first, pages, wordClass);
        Arrays.fill(soleUsers, first, pages, EVERYBODY);
        return first;
    }

    /**
     * Declares that in this scenario only {@code machine} ever touches {@code page}: accesses to it are no cut points.
     * A driver fails if another machine does touch it.
     *
     * <p>Errors: {@link ModelBug} if something is declared of the page already.
     */
    public void claim(int page, int machine) {
        declare(page, machine);
    }

    /**
     * Declares that in this scenario no machine ever writes {@code page}: reads of it are no cut points. A driver fails
     * if a machine does write it.
     *
     * <p>Errors: {@link ModelBug} if something is declared of the page already.
     */
    public void freeze(int page) {
        declare(page, CONSTANT);
    }

    private void declare(int page, int soleUser) {
        if (soleUsers[page] != EVERYBODY) {
            throw new ModelBug("two footprints of the page of " + classes[page].name());
        }
        soleUsers[page] = soleUser;
    }

    /**
     * Words of some pages that are compared with one word: those whose index is {@code offset} modulo {@code stride}.
     */
    private record Relation(Relative relative, int firstPage, int pages, int stride, int offset) {
        boolean has(long word) {
            int page = page(word);
            return page >= firstPage && page < firstPage + pages && index(word) % stride == offset;
        }
    }

    /**
     * Declares that words of {@code count} pages from {@code firstPage} on mean something only in comparison with
     * another word: those whose index is {@code offset} modulo {@code stride}.
     */
    public void compare(Relative relative, int firstPage, int count, int stride, int offset) {
        relations.add(new Relation(relative, firstPage, count, stride, offset));
        long reference = relative.reference();
        IntStream more = IntStream.range(firstPage, firstPage + count);
        int[] all = IntStream.concat(Arrays.stream(comparedWith(reference)), more)
                .sorted()
                .distinct()
                .toArray();
        compared.removeIf(each -> each.reference == reference);
        compared.add(new Compared(reference, all));
    }

    /** The pages with words that are compared with {@code reference}. */
    private static final class Compared {
        private final long reference;
        private final int[] pages;

        Compared(long reference, int[] pages) {
            this.reference = reference;
            this.pages = pages;
        }
    }

    /** Declares that fields of machines are compared with a word; see {@link Fields#relative}. */
    public void compareFields(Relative relative) {
        fieldReference = relative;
    }

    /** The word that fields are compared with, or -1. */
    public long fieldReference() {
        return fieldReference == null ? -1 : fieldReference.reference();
    }

    /** What counts of a field of a machine; all of it if nobody ever stores to the word it is compared with. */
    public long ofField(long value, long now) {
        return fieldReference == null ? value : fieldReference.of(value, now);
    }

    /**
     * What counts of a word when it is {@code value}: what states are told apart by. {@code peek} reads other words.
     */
    public long counting(long word, long value, LongUnaryOperator peek) {
        if (fieldReference != null && fieldReference.reference() == word) {
            return fieldReference.ofReference(value);
        }
        for (Relation relation : relations) {
            if (relation.relative.reference() == word) {
                return relation.relative.ofReference(value);
            } else if (relation.has(word)) {
                return relation.relative.of(value, peek.applyAsLong(relation.relative.reference()));
            }
        }
        return value;
    }

    /** True for words of which not the value itself counts. */
    public boolean isCompared(long word) {
        if (fieldReference != null && fieldReference.reference() == word) {
            return true;
        }
        return relations.stream().anyMatch(relation -> relation.relative.reference() == word || relation.has(word));
    }

    /** The pages with words of which not the value itself counts, each once. */
    public int[] comparedPages() {
        IntStream references = relations.stream().mapToInt(relation -> page(relation.relative.reference()));
        IntStream others = compared.stream().flatMapToInt(each -> Arrays.stream(each.pages));
        IntStream fields = fieldReference == null ? IntStream.empty() : IntStream.of(page(fieldReference.reference()));
        return IntStream.concat(IntStream.concat(references, others), fields)
                .sorted()
                .distinct()
                .toArray();
    }

    /** True if others are compared with the word. */
    public boolean isReference(long word) {
        return comparedWith(word).length > 0;
    }

    /** The pages with words that are compared with {@code reference}, each once; not to be changed. */
    public int[] comparedWith(long reference) {
        for (Compared each : compared) {
            if (each.reference == reference) {
                return each.pages;
            }
        }
        return NO_PAGES;
    }

    public static long word(int page, int index) {
        return (long) page << PAGE_SHIFT | index;
    }

    public static int page(long word) {
        return (int) (word >>> PAGE_SHIFT);
    }

    public static int index(long word) {
        return (int) word & (WORDS_PER_PAGE - 1);
    }

    public int pages() {
        return pages;
    }

    public WordClass classOf(long word) {
        return classes[page(word)];
    }

    /** The value of a word never written. */
    public long fill(int page) {
        return classes[page].fill();
    }

    /** False if only one machine can touch the word in this scenario, or if none writes it. */
    public boolean isReachable(long word) {
        return soleUsers[page(word)] == EVERYBODY;
    }

    /** Checks a racy access that may store; true if it counts as one. Errors: {@link ModelBug}. */
    public boolean checkRacy(Machine machine, long word) {
        requireMutable(machine, word);
        classOf(word).requireRacyStore(machine, word);
        requireReach(machine, word);
        return isReachable(word);
    }

    /** Checks a racy read; true if it counts as one. Errors: {@link ModelBug}. */
    public boolean checkRacyRead(Machine machine, long word) {
        classOf(word).requireRacy(machine, word);
        requireReach(machine, word);
        return isReachable(word);
    }

    /** Checks a read under {@code held}. Errors: {@link ModelBug}. */
    public void checkStableRead(Machine machine, Grant held, long word) {
        classOf(word).requireStableRead(machine, held, word);
        requireReach(machine, word);
    }

    /** Checks a store under {@code held}. Errors: {@link ModelBug}. */
    public void checkExclusive(Machine machine, Grant held, long word) {
        classOf(word).requireExclusive(machine, held, word);
        requireMutable(machine, word);
        requireReach(machine, word);
    }

    /** Checks an access of a machine to its own word. Errors: {@link ModelBug}. */
    public void checkOwn(Machine machine, long word) {
        classOf(word).requireOwner(machine, word);
    }

    private void requireReach(Machine machine, long word) {
        int sole = soleUsers[page(word)];
        if (sole >= 0 && sole != machine.id()) {
            throw new ModelBug(machine + " touches " + classOf(word).name() + " word 0x" + Long.toHexString(word)
                    + ", which the footprint gives to machine " + sole + " alone");
        }
    }

    private void requireMutable(Machine machine, long word) {
        if (soleUsers[page(word)] == CONSTANT) {
            throw new ModelBug(machine + " writes " + classOf(word).name() + " word 0x" + Long.toHexString(word)
                    + ", which the footprint says is constant");
        }
    }
}
