package dev.seamstress.core.tdx;

/**
 * The pairing of a vCPU and a logical processor in one word, kept on both sides; zero is none.
 *
 * <p>Shape: the difference of their numbers, doubled, plus one: a renaming of vCPUs together with their threads leaves
 * the word alone.
 */
final class Association {
    private Association() {}

    static long of(int vcpu, int lp) {
        return (long) (lp - vcpu) << 1 | 1;
    }

    static int lp(long association, int vcpu) {
        return vcpu + (int) (association >> 1);
    }

    static int vcpu(long association, int lp) {
        return lp - (int) (association >> 1);
    }
}
