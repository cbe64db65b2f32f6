package dev.seamstress.trace.export;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of the TDX module in a race diagram, each in the column of its caller: one line, or two if something happens
 * between its beginning and its end; and what it changes, below.
 *
 * <p>Entries into the guest are told only where they are refused, or in the way of another call.
 */
final class RaceCalls {
    private static final SeptState[] STATES = SeptState.values();

    private final RaceBook book;
    private final RacePlaces places;
    private final DiagramNames names;
    private final Actors actors;
    private final Open[] open;
    private final SeptState[] walked;
    private final List<RaceEvent> changes = new ArrayList<>();
    private final RaceLine[] violations;

    /** A call that has begun and not ended. */
    private static final class Open {
        private final String name;
        private final RaceLine line;
        private long refusal;
        private boolean isTold;

        Open(String name, RaceLine line, boolean isTold) {
            this.name = name;
            this.line = line;
            this.isTold = isTold;
        }
    }

    RaceCalls(RaceBook book, RacePlaces places, DiagramNames names, Actors actors, int threads) {
        this.book = book;
        this.places = places;
        this.names = names;
        this.actors = actors;
        this.open = new Open[threads];
        this.walked = new SeptState[threads];
        this.violations = new RaceLine[threads];
    }

    RaceLine begin(RaceEvent e) {
        Leaf leaf = CallName.leaf(e.a());
        String name = name(leaf, e.b(), e.c());
        boolean isTold = leaf != Leaf.TDH_VP_ENTER;
        RaceLine line = book.add(e.thread(), name + " begins");
        open[e.thread()] = new Open(name, isTold ? line : line.hide(), isTold);
        return line;
    }

    private String name(Leaf leaf, long gfn, long septLevel) {
        boolean isAboutPage = leaf.hasPageInfo() || gfn != 0;
        String operand = isAboutPage ? "(" + places.operand(gfn, (int) septLevel + Level.PG_4K) + ")" : "";
        return leaf.text() + operand;
    }

    /** The call of {@code e}; one whose beginning was not told begins and ends here. */
    private Open of(RaceEvent e, long gfn, long septLevel) {
        Open call = open[e.thread()];
        if (call == null) {
            Leaf leaf = CallName.leaf(e.a());
            call = new Open(name(leaf, gfn, septLevel), null, leaf != Leaf.TDH_VP_ENTER);
            open[e.thread()] = call;
        }
        return call;
    }

    RaceLine busy(RaceEvent e) {
        Open call = of(e, e.b(), CallName.level(e.a()));
        call.isTold = true;
        call.refusal = e.c();
        String text = call.name + " = BUSY (" + blame(e) + ")";
        RaceLine line = book.add(e.thread(), text);
        if (call.line != null) {
            line.ends(call.line.show(), text);
        }
        return line;
    }

    /** Who was in the way; an entry into the guest is worth telling if it was. */
    private String blame(RaceEvent e) {
        if (CallName.isCall(e.d())) {
            int holder = CallName.lp(e.d());
            Open theirs = holder < open.length ? open[holder] : null;
            if (theirs != null && theirs.line != null) {
                theirs.line.show();
                theirs.isTold = true;
            }
            return "held by " + actors.name(holder) + "'s " + brief(CallName.leaf(e.d()));
        }
        if (CallName.leaf(e.a()).isGuests()) {
            return "host priority";
        }
        return names.hasInjections() ? "injected" : "a vCPU in the guest";
    }

    private static String brief(Leaf leaf) {
        return leaf.text().substring(leaf.text().lastIndexOf('.') + 1);
    }

    RaceLine done(RaceEvent e) {
        Open call = of(e, e.b(), e.c());
        open[e.thread()] = null;
        boolean isExit = CallName.leaf(e.a()).isGuests() && e.d() == TdxStatus.EXIT_EPT_VIOLATION;
        boolean isSaid = call.refusal != 0 && call.refusal == e.d();
        String text = isExit ? violation(e.b()) + " (ACCEPT)" : call.name + " = " + status(e.d());
        RaceLine line = book.add(e.thread(), text);
        if (call.line != null && !isSaid) {
            line.ends(call.line, text);
        }
        if (isExit) {
            violations[e.thread()] = line;
        }
        boolean isNews = call.isTold || !TdxStatus.isSuccessClass(e.d());
        return isNews && !isSaid ? line : line.hide();
    }

    private static String status(long status) {
        return TdxStatus.isSuccessClass(status) && (int) status != 0 && TdxStatus.SUCCESS.is(status)
                ? "exit " + (int) status
                : TdxStatus.of(status).name();
    }

    /** Kept until the step is over, as it may come before the result. */
    RaceLine changed(RaceEvent e) {
        changes.add(e);
        return null;
    }

    RaceLine walk(RaceEvent e) {
        walked[e.thread()] = STATES[(int) e.c()];
        return null;
    }

    /** The step is over. */
    void stepped() {
        for (RaceEvent e : changes) {
            String text = places.sept(e.a(), (int) e.b()) + ": " + STATES[(int) e.c()] + " -> " + STATES[(int) e.d()];
            book.add(e.thread(), RaceLine.EFFECT, text);
        }
        changes.clear();
    }

    /** A message of the module has arrived at {@code thread}. */
    void arrived(int thread, Message message) {
        if (!(message instanceof Tdx.EptViolation violation) || violations[thread] != null) {
            return;
        }
        SeptState state = walked[thread];
        String why = state == null || state == SeptState.FREE ? "" : " (" + state + ")";
        RaceLine line = book.add(thread, violation(violation.gpa() >>> 12) + why);
        if (violation.type() != Tdx.ExtendedQualification.PENDING) {
            violations[thread] = line;
        }
    }

    /** KVM begins to handle an EPT violation; of a private page the module has told already. */
    RaceLine fault(RaceEvent e) {
        RaceLine told = violations[e.thread()];
        violations[e.thread()] = null;
        walked[e.thread()] = null;
        if (told != null) {
            return told;
        }
        boolean isShared = (e.a() & names.sharedBit()) != 0;
        String what = violation((e.a() & ~names.sharedBit()) >>> 12);
        return book.add(e.thread(), what + (isShared ? " (shared)" : ""));
    }

    private String violation(long gfn) {
        return "EPT violation at " + places.page(gfn);
    }
}
