package dev.seamstress.core.tdx;

import java.util.List;

/**
 * Makes calls fail that a scenario wants to fail; before anything else is done for them, so they have no effect. A leaf
 * that looks for interrupts is told of one instead.
 *
 * <p>Every {@link Injection.When#NTH} counts the calls that it matches; the first in the list that is at its call, or
 * that is {@link Injection.When#EVERY}, decides. Else each {@link Injection.When#ANY} in turn tosses a coin: heads, the
 * message in the caller's channel, and the call goes on, tails and it fails. The module's own channel brings tails, so
 * that of two callers each has both chances in every order.
 */
final class Injector {
    private final ModuleContext context;
    private final List<Injection> injections;
    private final int self;

    /** {@code self}: the module's id. */
    Injector(ModuleContext context, int self) {
        this.context = context;
        this.injections = context.use().injections();
        this.self = self;
    }

    /** The first step of a call. */
    void begin(Call call, LeafFunction function) {
        int fails = count(call);
        if (fails >= 0) {
            fail(call, function, injections.get(fails));
        } else {
            goOn(call, function, 0);
        }
    }

    /** A coin that was tossed for the call shows a side. */
    void landed(Call call, LeafFunction function, CoinToss side) {
        boolean isSecond = call.toss().isDecided();
        CoinToss result = call.toss().landed(side);
        if (!isSecond) {
            call.keepToss(call.note(), result);
            return;
        }
        int index = call.note();
        call.tossIsOver();
        if (result == CoinToss.TAILS) {
            fail(call, function, injections.get(index));
        } else {
            goOn(call, function, index + 1);
        }
    }

    /** A leaf that looks for interrupts is not refused, but finds one when it looks. */
    private static void fail(Call call, LeafFunction function, Injection injection) {
        if (injection.outcome() == Injection.Outcome.INTERRUPTED && function.polls(call)) {
            call.interrupt();
            function.begin(call);
        } else {
            call.refuse(injection);
        }
    }

    /** The call is made, unless one of the injections from {@code index} on may yet make it fail. */
    private void goOn(Call call, LeafFunction function, int index) {
        for (int i = index; i < injections.size(); i++) {
            Injection injection = injections.get(i);
            if (injection.when() == Injection.When.ANY && injection.matches(call)) {
                call.keepToss(
                        i,
                        CoinToss.flip(
                                call.fx(), call.lp(), Tdx.Complete.of(call.leaf()), self, new Tdx.Tails(call.lp())));
                return;
            }
        }
        function.begin(call);
    }

    /** Counts the call wherever it matches; the first injection that it is the n-th of, or -1. */
    private int count(Call call) {
        int fails = -1;
        for (int i = 0; i < injections.size(); i++) {
            Injection injection = injections.get(i);
            if (injection.when() == Injection.When.ANY || !injection.matches(call)) {
                continue;
            }
            if (injection.when() == Injection.When.EVERY) {
                fails = fails < 0 ? i : fails;
                continue;
            }
            long word = context.memory().injection(i);
            long seen = call.fx().own(word);
            if (seen < injection.n()) {
                call.fx().own(word, seen + 1);
                if (seen + 1 == injection.n() && fails < 0) {
                    fails = i;
                }
            }
        }
        return fails;
    }
}
