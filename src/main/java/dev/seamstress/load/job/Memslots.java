package dev.seamstress.load.job;

/**
 * Which memslot has which pages: those that are deleted and created again come first, in the order of the job, and one
 * has the rest.
 *
 * <p>Shape: pages of the TD, counted from its first. A memslot is called by its place among them all, of which
 * {@link #REST} is the first.
 */
public final class Memslots {
    /** The memslot that is never deleted. */
    public static final int REST = 0;

    private final Job job;

    private Memslots(Job job) {
        this.job = job;
    }

    public static Memslots of(Job job) {
        return new Memslots(job);
    }

    /** The first page of the one that background {@code number} deletes; of one past the last, of the rest. */
    public long first(int number) {
        long pages = 0;
        for (Job.Background each : job.background().subList(0, number)) {
            pages += isSlot(each) ? each.pages() : 0;
        }
        return pages;
    }

    /** The first page of the rest. */
    public long rest() {
        return first(job.background().size());
    }

    /** The place of the one that background {@code number} deletes. */
    public int place(int number) {
        return REST
                + 1
                + (int) job.background().subList(0, number).stream()
                        .filter(Memslots::isSlot)
                        .count();
    }

    private static boolean isSlot(Job.Background each) {
        return each.kind() == Job.Background.Kind.DELSLOT;
    }
}
