package dev.seamstress.engine;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.StateHash;
import dev.seamstress.core.machine.Stateful;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * The walk over a machine's fields, which saves, compares or loads. One class for all three, as it is by far the most
 * called code of a search, and a call that is always of one class is none.
 *
 * <p>A walk that saves or compares writes down what it sees and looks at that afterwards, so that what is done a field
 * is a store and nothing else. Sections of a thread that cannot have changed are passed over: by a comparison those
 * that the step did not touch, by loading those that no undone step had entered.
 */
final class Walk implements Fields {
    /** The last section that has a bit of its own, which stands for all beyond it, too. */
    private static final int LAST_SECTION = Long.SIZE - 1;

    /** With a place: that of a word that does not count. */
    private static final int UNHASHED = 1 << 19;

    private final Journal journal;
    private final MemoryMap map;
    private final LongUnaryOperator memory;
    private BlockSums sums;

    // What the walk has seen so far; what stands beyond is of walks before.
    private long[] words = new long[128];
    /** Two bits a word: its kind. */
    private long[] kinds = new long[4];

    private boolean hasKinds;
    private long[] unhashed = new long[16];
    private Object[] references = new Object[32];
    private int at;
    private int unhashedAt;
    private int referenceAt;

    // Where the part begins that is seen and not yet looked at.
    private int from;
    private int unhashedFrom;
    private int referenceFrom;

    private Image image;
    private boolean isLoading;
    private boolean isComparing;
    private boolean isWhole;
    private int machine;
    private int hashedAs;
    private int section;
    private long stale;
    private long entered;
    private int changed;
    private long difference;
    private long countingDifference;
    private long unhashedDifference;

    /** {@code memory}: what fields may be compared with. */
    Walk(Journal journal, MemoryMap map, LongUnaryOperator memory) {
        this.journal = journal;
        this.map = map;
        this.memory = memory;
    }

    /** From now on the fingerprint is a part of {@code all}. */
    void sumInto(BlockSums all) {
        sums = all;
    }

    private void start(Image of) {
        if (hasKinds) {
            Arrays.fill(kinds, Images.PLAIN);
            hasKinds = false;
        }
        image = of;
        isLoading = false;
        isComparing = false;
        at = 0;
        unhashedAt = 0;
        referenceAt = 0;
        from = 0;
        unhashedFrom = 0;
        referenceFrom = 0;
        section = 0;
        entered = 0;
        difference = 0;
        countingDifference = 0;
        unhashedDifference = 0;
        changed = 0;
    }

    /** Makes the machine what {@code source} says, but for sections that are not in {@code which}: a bit each. */
    void load(Stateful of, Image source, long which) {
        start(source);
        stale = which;
        isLoading = true;
        of.fields(this);
        endSections();
    }

    /** Makes {@code target} what the machine is. */
    void save(Stateful of, Image target) {
        start(target);
        target.setCounts(0);
        target.sections.setCount(0);
        of.fields(this);
        end();
    }

    /**
     * Makes {@code old} what the machine is now; returns how many changes were journaled. The change of the fingerprint
     * is {@link #difference}, the sections that may have changed are {@link #entered}. {@code whole}: all may have.
     */
    int compare(int number, Stateful of, Image old, boolean whole) {
        start(old);
        machine = number;
        isWhole = whole;
        hashedAs = sums == null ? number : sums.hashedAs(number);
        isComparing = true;
        of.fields(this);
        end();
        countingDifference ^= difference;
        if (sums != null && difference != 0) {
            sums.togglePlain(number, difference);
            difference = 0;
        }
        return changed;
    }

    long difference() {
        return difference;
    }

    /** The change of the hash of all words, those that do not count among them. */
    long ownDifference() {
        return countingDifference ^ unhashedDifference;
    }

    /** The change of the hash of those that count. */
    long countingDifference() {
        return countingDifference;
    }

    /** The hash of the words of an image that count, or of all. */
    long hashOf(int number, Image of, boolean isOfAll) {
        int as = sums == null ? number : sums.hashedAs(number);
        long hash = 0;
        for (int place = 0; place < of.count; place++) {
            hash ^= StateHash.ofField(as, place, of.words[place]);
        }
        for (int place = 0; isOfAll && place < of.unhashedCount; place++) {
            hash ^= StateHash.ofField(as, UNHASHED | place, of.unhashed[place]);
        }
        return hash;
    }

    /** The sections that the last comparison entered, and all that the machine does not have now: a bit each. */
    long entered() {
        return entered | -1L << Math.min(section, LAST_SECTION);
    }

    private void end() {
        look();
        shrink();
        image.count = at;
        image.unhashedCount = unhashedAt;
        image.referenceCount = referenceAt;
        endSections();
    }

    private void endSections() {
        image.sections.mark(section, at, unhashedAt, referenceAt);
        image.sections.setCount(section);
    }

    @Override
    public boolean isKept(Object owner, boolean isUntouched) {
        Sections known = image.sections;
        int next = section++;
        boolean isSame = isComparing ? isUntouched && !isWhole : isLoading && !isStale(next);
        if (isSame && known.isAt(next, at, unhashedAt, referenceAt) && image.references[referenceAt] == owner) {
            look();
            pass(known, next + 1);
            return true;
        }
        entered |= 1L << Math.min(next, LAST_SECTION);
        known.mark(next, at, unhashedAt, referenceAt);
        return false;
    }

    private boolean isStale(int next) {
        return (stale >>> Math.min(next, LAST_SECTION) & 1) != 0;
    }

    private void pass(Sections known, int to) {
        at = known.word(to);
        unhashedAt = known.unhashed(to);
        referenceAt = known.reference(to);
        from = at;
        unhashedFrom = unhashedAt;
        referenceFrom = referenceAt;
    }

    /** Takes into the image what was seen since the last look. */
    private void look() {
        if (isLoading) {
            return;
        }
        Image old = image;
        old.reserve(at, unhashedAt, referenceAt);
        int place = from;
        if (changed == 0) { // then no kind has changed either: it follows from the words before
            int known = Math.min(at, old.count);
            while (place < known && old.words[place] == words[place]) {
                place++;
            }
        }
        for (; place < at; place++) {
            if (place >= old.count || old.words[place] != words[place] || old.kinds[place] != kind(place)) {
                change(old, place);
            }
        }
        lookAtOthers(old);
    }

    private void lookAtOthers(Image old) {
        for (int place = unhashedFrom; place < unhashedAt; place++) {
            if (place >= old.unhashedCount || old.unhashed[place] != unhashed[place]) {
                if (isComparing && place < old.unhashedCount) {
                    journalUnhashed(place);
                }
                unhashedDifference ^= StateHash.ofField(hashedAs, UNHASHED | place, unhashed[place]);
                old.unhashed[place] = unhashed[place];
            }
        }
        for (int place = referenceFrom; place < referenceAt; place++) {
            if (place >= old.referenceCount || old.references[place] != references[place]) {
                if (isComparing && place < old.referenceCount) {
                    journalReference(place);
                }
                old.references[place] = references[place];
            }
        }
    }

    private void change(Image old, int place) {
        if (isComparing) {
            if (place < old.count) {
                toggle(place, old.words[place], old.kinds[place], -1);
                journalWord(place);
            }
            toggle(place, words[place], kind(place), 1);
        }
        old.words[place] = words[place];
        old.kinds[place] = kind(place);
    }

    /** What the machine had more of before the step. */
    private void shrink() {
        for (int place = at; place < image.count; place++) {
            toggle(place, image.words[place], image.kinds[place], -1);
            journalWord(place);
        }
        for (int place = unhashedAt; place < image.unhashedCount; place++) {
            journalUnhashed(place);
        }
        for (int place = referenceAt; place < image.referenceCount; place++) {
            journalReference(place);
            image.references[place] = null;
        }
    }

    private void toggle(int place, long value, int kind, int sign) {
        if (sums == null || kind == Images.PLAIN) {
            difference ^= StateHash.ofField(hashedAs, place, value);
        } else {
            sums.toggleField(machine, place, value, kind, sign);
            countingDifference ^= StateHash.ofField(hashedAs, place, value);
        }
    }

    private void journalWord(int place) {
        int what = place | Image.OF_WORD << Image.PLACE_BITS | image.kinds[place] << Image.PLACE_BITS + 2;
        journal.push(image.words[place], what);
        changed++;
    }

    private void journalUnhashed(int place) {
        unhashedDifference ^= StateHash.ofField(hashedAs, UNHASHED | place, image.unhashed[place]);
        journal.push(image.unhashed[place], place | Image.OF_UNHASHED << Image.PLACE_BITS);
        changed++;
    }

    private void journalReference(int place) {
        journal.pushReference(image.references[place]);
        journal.push(place | Image.OF_REFERENCE << Image.PLACE_BITS);
        changed++;
    }

    private byte kind(int place) {
        return (byte) (kinds[place >> 5] >>> 2 * place & 3);
    }

    /** The word that was last put is of that kind. */
    private void setKind(long kind) {
        int place = at - 1;
        kinds[place >> 5] |= kind << 2 * place;
        hasKinds = true;
    }

    @Override
    public long word(String name, long value) {
        int place = at++;
        if (isLoading) {
            return image.words[place];
        }
        if (place == words.length) {
            words = Arrays.copyOf(words, 2 * place);
            kinds = Arrays.copyOf(kinds, 2 * kinds.length);
        }
        words[place] = value;
        return value;
    }

    @Override
    public int machine(String name, int id) {
        int value = (int) word(name, id);
        setKind(Images.NAME);
        return value;
    }

    @Override
    public long token(String name, long value) {
        long token = word(name, value);
        setKind(Images.TOKEN);
        return token;
    }

    /** What counts is a word, the value itself stands with those that do not count. */
    @Override
    public long relative(String name, long value, long reference) {
        word(name, isLoading ? 0 : map.ofField(value, reference, memory.applyAsLong(reference)));
        return unhashed(name, value);
    }

    @Override
    public long unhashed(String name, long value) {
        int place = unhashedAt++;
        if (isLoading) {
            return image.unhashed[place];
        }
        if (place == unhashed.length) {
            unhashed = Arrays.copyOf(unhashed, 2 * place);
        }
        unhashed[place] = value;
        return value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T object(T reference) {
        int place = referenceAt++;
        if (isLoading) {
            return (T) image.references[place];
        }
        if (place == references.length) {
            references = Arrays.copyOf(references, 2 * place);
        }
        references[place] = reference;
        return reference;
    }
}
