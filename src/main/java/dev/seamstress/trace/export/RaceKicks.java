package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Coin;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VcpuRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Requests, interrupts, and the translations they are about, in a race diagram; and the guest that uses those. */
final class RaceKicks {
    private static final VcpuRequest[] REQUESTS = VcpuRequest.values();
    private static final GuestOp.Kind[] KINDS = GuestOp.Kind.values();
    private static final GuestOp.Side[] SIDES = GuestOp.Side.values();
    private static final Tlb.Side[] TLB_SIDES = Tlb.Side.values();

    private final RaceBook book;
    private final RacePlaces places;
    private final DiagramNames names;
    private final Actors actors;
    private final TreeMap<Integer, Request> requests = new TreeMap<>();
    private final List<RaceLine> left = new ArrayList<>();
    private final Coin[] coin;
    private final boolean[] isInTheAir;
    private RaceLine interrupted;
    private RaceLine answered;

    /** A request of all vCPUs that is under way. */
    private static final class Request {
        private final RaceLine line;
        private boolean hasKicked;

        Request(RaceLine line) {
            this.line = line;
        }
    }

    RaceKicks(RaceBook book, RacePlaces places, DiagramNames names, Actors actors, int threads) {
        this.book = book;
        this.places = places;
        this.names = names;
        this.actors = actors;
        this.coin = new Coin[threads];
        this.isInTheAir = new boolean[threads];
    }

    private static String name(VcpuRequest request) {
        return switch (request) {
            case TLB_FLUSH -> "kvm_flush_remote_tlbs()";
            case OUTSIDE_GUEST_MODE -> "kick all vCPUs";
            case VM_DEAD -> "request VM_DEAD of all vCPUs";
            case FREE_OBSOLETE_ROOTS -> "request FREE_OBSOLETE_ROOTS of all vCPUs";
        };
    }

    RaceLine request(RaceEvent e) {
        RaceLine line = book.add(e.thread(), name(REQUESTS[(int) e.a()]));
        requests.put(e.thread(), new Request(line));
        left.forEach(RaceLine::show);
        left.clear();
        return line;
    }

    RaceLine kicked(RaceEvent e) {
        Request request = requests.get(e.thread());
        if (request != null) {
            request.hasKicked = true;
        }
        return book.add(e.thread(), "IPI to " + vcpu(e.a()));
    }

    /** The name of the vCPU with that number. */
    String vcpu(long number) {
        for (int id = 0; id < coin.length; id++) {
            if (actors.isVcpu(id, number)) {
                return actors.name(id);
            }
        }
        return "vCPU " + number;
    }

    RaceLine kickDone(RaceEvent e) {
        Request request = requests.remove(e.thread());
        boolean hasKicked = request != null && request.hasKicked;
        RaceLine line = book.add(e.thread(), hasKicked ? "all vCPUs have left" : "no IPI needed");
        if (request != null && !hasKicked) {
            line.ends(request.line, name(REQUESTS[(int) e.a()]) + ": no IPI");
        }
        answered = line;
        return line;
    }

    RaceLine flushDone(RaceEvent e) {
        boolean isTold = answered != null && answered.step() == book.step() && answered.thread() == e.thread();
        return isTold ? answered : book.add(e.thread(), "flush is done");
    }

    /** A coin has landed: whether a processor still has a translation. The first of its two messages decides. */
    void arrived(int thread, Message message) {
        if (!(message instanceof Coin side)) {
            return;
        }
        isInTheAir[thread] = !isInTheAir[thread];
        if (isInTheAir[thread]) {
            coin[thread] = side;
            if (side == Coin.TAILS) {
                book.add(thread, "TLB: evicted");
            }
        }
    }

    void sent(int thread, int to, Message message) {
        if (message == Ipi.DONE) {
            interrupted = book.add(thread, "takes the IPI of " + actors.name(to));
        }
    }

    /** The vCPU leaves the guest, for an interrupt or because it has nothing left to do there. */
    RaceLine leaves(RaceEvent e) {
        RaceLine line = book.add(e.thread(), "leaves the guest");
        if (interrupted == null || interrupted.step() != book.step()) {
            left.add(line.hide());
        }
        return line;
    }

    RaceLine filled(RaceEvent e) {
        return book.add(
                e.thread(), "TLB: " + aliased(places.page(e.a()), TLB_SIDES[(int) e.b()].ordinal()) + " filled");
    }

    private String aliased(String page, int side) {
        return page + (names.sharedBit() != 0 && side == Tlb.Side.SHARED.ordinal() ? " shared" : "");
    }

    RaceLine flushed(RaceEvent e) {
        boolean isTd = names.sharedBit() != 0;
        String side = TLB_SIDES[(int) e.a()].name().toLowerCase(Locale.ROOT);
        return book.add(e.thread(), "TLB: " + (isTd ? side + " side " : "") + "flushed");
    }

    RaceLine access(RaceEvent e) {
        String verb = switch (KINDS[(int) e.a()]) {
            case READ -> "reads ";
            case WRITE -> "writes ";
            case EXEC -> "executes ";
            case FAULT -> "touches ";
            case ACCEPT -> "accepts ";
            case LOAD, ENTER, RESETCTX -> "uses ";
        };
        String page = aliased(places.page(e.b()), SIDES[(int) e.c()].ordinal());
        String hit = coin[e.thread()] == Coin.HEADS ? " (TLB hit)" : "";
        coin[e.thread()] = null;
        String content = e.d() == 0 ? "" : ": 0x" + Long.toHexString(e.d());
        return book.add(e.thread(), verb + page + hit + content);
    }
}
