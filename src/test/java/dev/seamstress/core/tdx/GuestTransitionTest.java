package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what ACCEPT and a plain access do with an entry in each state. Method: the whole table, with the entry at the
 * level asked for, and above it. Each runs in 1.5.01, and in a module that locks only what it can accept: the results
 * are the same.
 */
final class GuestTransitionTest {
    private static final long TABLE_OR_PAGE = 0x1020;
    private static final long GIANT_PAGE = 0x40000;
    private TdxRig rig;
    private TdxRig careful;

    @BeforeEach
    void enterTheGuest() {
        ModuleVariant variant = ModuleVariant.V1_5_01
                .without(ModuleSwitch.ACCEPT_LOCKS_ANY)
                .without(ModuleSwitch.ACCEPT_STALE_LEAF_BIT);
        rig = TdxRig.withTables();
        careful = TdxRig.of(variant, TdxRig::tables);
        rig.enter(0);
        careful.enter(0);
    }

    private static void put(TdxRig rig, SeptState state, int level) {
        rig.set(state, level, TdxRig.X, state == SeptState.FREE ? 0 : TABLE_OR_PAGE);
    }

    @ParameterizedTest(name = "ACCEPT 4K of {0}")
    @CsvSource({
        "FREE,            exit,            FREE",
        "MAPPED,          b0a00000000,     MAPPED",
        "BLOCKED,         exit,            BLOCKED",
        "PENDING,         0,               MAPPED",
        "PENDING_BLOCKED, exit,            PENDING_BLOCKED",
    })
    void accept4k(SeptState state, String expected, SeptState next) {
        for (TdxRig each : new TdxRig[] {rig, careful}) {
            put(each, state, 0);
            assertThat(told(each.accept(0, 0, TdxRig.X), 0)).isEqualTo(expected);
            assertThat(each.state(0, TdxRig.X)).isEqualTo(next);
            assertThat(each.locksHeld()).isEmpty();
        }
    }

    @ParameterizedTest(name = "ACCEPT 2M of {0}")
    @CsvSource({
        "FREE,            exit",
        "NL_MAPPED,       c0000b0b00000001",
        "NL_BLOCKED,      c0000b0b00000001",
        "MAPPED,          b0a00000001",
        "BLOCKED,         exit",
        "PENDING_BLOCKED, exit",
    })
    void accept2m(SeptState state, String expected) {
        for (TdxRig each : new TdxRig[] {rig, careful}) {
            put(each, state, 1);
            assertThat(told(each.accept(0, 1, TdxRig.X), 1)).isEqualTo(expected);
            assertThat(each.state(1, TdxRig.X)).isEqualTo(state);
            assertThat(each.locksHeld()).isEmpty();
        }
    }

    @ParameterizedTest(name = "ACCEPT 4K below {0}")
    @CsvSource({
        "FREE,            exit",
        "NL_BLOCKED,      exit",
        "MAPPED,          b0a00000001",
        "BLOCKED,         exit",
        "PENDING,         exit",
        "PENDING_BLOCKED, exit",
    })
    void acceptBelow(SeptState above, String expected) {
        put(rig, above, 1);
        assertThat(told(rig.accept(0, 0, TdxRig.X), 0)).isEqualTo(expected);
        assertThat(rig.state(1, TdxRig.X)).isEqualTo(above);
    }

    /** Nobody accepts 1G, but such a page can be there by a PROMOTE. */
    @ParameterizedTest(name = "ACCEPT below {0} at 1G")
    @CsvSource({
        "FREE,            exit",
        "NL_BLOCKED,      exit",
        "MAPPED,          b0a00000002",
        "BLOCKED,         exit",
        "PENDING,         exit",
        "PENDING_BLOCKED, exit",
    })
    void acceptBelow1g(SeptState above, String expected) {
        for (int asked = 0; asked <= 1; asked++) {
            rig.set(above, 2, TdxRig.X, above == SeptState.FREE ? 0 : GIANT_PAGE);
            assertThat(told(rig.accept(0, asked, TdxRig.X), asked)).isEqualTo(expected);
            assertThat(rig.state(2, TdxRig.X)).isEqualTo(above);
            if (expected.equals("exit")) {
                rig.enter(0);
            }
        }
    }

    /** What the guest is told, in hexadecimal, or {@code exit}. */
    private static String told(Message reply, int level) {
        if (reply instanceof Tdx.EptViolation exit) {
            assertThat(exit).isEqualTo(new Tdx.EptViolation(TdxRig.X << 12, Tdx.ExtendedQualification.ACCEPT, level));
            return "exit";
        }
        return Long.toHexString(((Tdx.GuestReturn) reply).status());
    }

    @ParameterizedTest(name = "access at {0}")
    @CsvSource({
        "FREE,            NONE",
        "MAPPED,          hit",
        "BLOCKED,         NONE",
        "PENDING,         PENDING",
        "PENDING_BLOCKED, NONE",
    })
    void access4k(SeptState state, String expected) {
        put(rig, state, 0);
        assertThat(seen(rig.touch(0, TdxRig.X), TdxRig.X)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "access below {0}")
    @CsvSource({
        "FREE,            NONE",
        "NL_BLOCKED,      NONE",
        "MAPPED,          hit",
        "BLOCKED,         NONE",
        "PENDING,         PENDING",
        "PENDING_BLOCKED, NONE",
    })
    void accessBelow(SeptState above, String expected) {
        put(rig, above, 1);
        assertThat(seen(rig.touch(0, TdxRig.Y), TdxRig.Y)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "access below {0} at 1G")
    @CsvSource({
        "FREE,            NONE",
        "NL_BLOCKED,      NONE",
        "MAPPED,          hit",
        "BLOCKED,         NONE",
        "PENDING,         PENDING",
        "PENDING_BLOCKED, NONE",
    })
    void accessBelow1g(SeptState above, String expected) {
        rig.set(above, 2, TdxRig.X, above == SeptState.FREE ? 0 : GIANT_PAGE);
        Message reply = rig.touch(0, TdxRig.X);
        boolean isHit = reply instanceof Tdx.Hit;
        assertThat(isHit ? "hit" : ((Tdx.EptViolation) reply).type().name()).isEqualTo(expected);
        if (isHit) {
            assertThat(reply).isEqualTo(new Tdx.Hit(GIANT_PAGE + TdxRig.X));
        }
    }

    private static String seen(Message reply, long gfn) {
        if (reply instanceof Tdx.EptViolation exit) {
            assertThat(exit.gpa()).isEqualTo(gfn << 12);
            return exit.type().name();
        }
        assertThat(((Tdx.Hit) reply).pfn()).isEqualTo(TABLE_OR_PAGE + (gfn - TdxRig.X));
        return "hit";
    }

    @Test
    void pendingRaisesAVeWithoutSeptVeDisable() {
        TdxRig withVe = TdxRig.withVe(facts -> {
            TdxRig.tables(facts);
            facts.page(SeptState.PENDING, TdxRig.X, TdxRig.PAGE);
        });
        withVe.enter(0);
        assertThat(withVe.touch(0, TdxRig.X)).isEqualTo(new Tdx.VirtualizationException(TdxRig.X << 12));
        assertThat(withVe.view.refcount(1)).isEqualTo(1);
        assertThat(((Tdx.EptViolation) withVe.touch(0, TdxRig.Y)).type()).isEqualTo(Tdx.ExtendedQualification.NONE);
    }

    @Test
    void anExitGivesTheEpochCountAndTheTdrBackAndAReturnKeepsThem() {
        put(rig, SeptState.MAPPED, 0);
        rig.accept(0, 0, TdxRig.X);
        rig.touch(0, TdxRig.X);
        assertThat(rig.view.refcount(1)).isEqualTo(1);
        assertThat(rig.view.tdrHolders()).isEqualTo(1);
        rig.accept(0, 0, TdxRig.Y);
        assertThat(rig.view.refcount(1)).isZero();
        assertThat(rig.view.tdrHolders()).isZero();
        rig.enter(0);
        rig.touch(0, TdxRig.Y);
        assertThat(rig.memory.read(rig.layout.residence().word())).isZero();
    }

    @Test
    void theContentIsZeroedOnlyByASuccess() {
        put(rig, SeptState.PENDING, 0);
        long content = rig.contentWord(TABLE_OR_PAGE);
        assertThat(rig.memory.read(content)).isEqualTo(0x5a5a);
        rig.accept(0, 0, TdxRig.X);
        assertThat(rig.memory.read(content)).isZero();
        rig.memory.write(content, 0x77);
        rig.accept(0, 0, TdxRig.X);
        assertThat(rig.memory.read(content)).isEqualTo(0x77);
    }

    @ParameterizedTest(name = "page info {0}")
    @CsvSource({
        "200008, reserved bit 3",
        "200800, reserved bit 11",
        "200002, level 2",
        "201001, misaligned for 2M",
        "800000200000, the shared bit",
        "8000000200000, beyond GPAW",
        "10000000200000, reserved bit 52"
    })
    void aBadPageInfoIsRefusedBeforeAnythingElse(String rcx, String why) {
        rig.deliver(0, new Tdx.Accept(Long.parseUnsignedLong(rcx, 16)));
        assertThat(rig.reply(0)).as(why).isEqualTo(new Tdx.GuestReturn(0xC000010000000001L));
        assertThat(rig.isInFlight(0)).isFalse();
    }
}
