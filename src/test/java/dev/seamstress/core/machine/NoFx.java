package dev.seamstress.core.machine;

/** A world in which nothing can be done: a test that looks at a little of it says what that is, all else fails it. */
public abstract class NoFx extends Fx {
    private static AssertionError unexpected() {
        return new AssertionError("the test does not expect this");
    }

    @Override
    public void send(int to, Message message) {
        throw unexpected();
    }

    @Override
    public void after(long ns, int lp, Message message) {
        throw unexpected();
    }

    @Override
    public long read(long word) {
        throw unexpected();
    }

    @Override
    public boolean compareAndSet(long word, long expected, long next) {
        throw unexpected();
    }

    @Override
    public long compareAndExchange(long word, long expected, long next) {
        throw unexpected();
    }

    @Override
    public long exchange(long word, long next) {
        throw unexpected();
    }

    @Override
    public void write(long word, long next) {
        throw unexpected();
    }

    @Override
    public long add(long word, long delta) {
        throw unexpected();
    }

    @Override
    public long read(Grant held, long word) {
        throw unexpected();
    }

    @Override
    public void write(Grant held, long word, long next) {
        throw unexpected();
    }

    @Override
    public long own(long word) {
        throw unexpected();
    }

    @Override
    public void own(long word, long next) {
        throw unexpected();
    }

    @Override
    public boolean isReachable(long word) {
        throw unexpected();
    }

    @Override
    public void trace(Event event, long a, long b, long c, long d) {
        throw unexpected();
    }
}
