package dev.seamstress.trace.export;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Procedure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A machine's words as people read them: the walk over its fields that shows.
 *
 * <p>Shape: a name and a text each, in the order of the walk. A word of a procedure that a thread is inside of is
 * called {@code DEPTH FUNCTION/NAME}, where the outermost function has depth 1; {@code at} is the step that it makes
 * next. The second word of one name is {@code NAME[1]}, the third {@code NAME[2]}. Plain words are hexadecimal from 10
 * on; counts are decimal.
 */
public final class MachineWords implements Fields {
    private static final long DECIMAL = 10;

    private final Actors actors;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private Procedure procedure;
    private String frame = "";
    private int depth;

    private MachineWords(Actors actors) {
        this.actors = actors;
    }

    /** What {@code machine} has now. */
    public static Map<String, String> of(Machine machine, Actors actors) {
        MachineWords words = new MachineWords(actors);
        machine.fields(words);
        return Collections.unmodifiableMap(words.texts);
    }

    private void put(String name, String text) {
        String key = frame + name;
        for (int i = 1; texts.containsKey(key); i++) {
            key = frame + name + "[" + i + "]";
        }
        texts.put(key, text);
    }

    @Override
    public long word(String name, long value) {
        switch (name) {
            case "kind" -> {} // the frame's name says it
            case "held" -> put(name, locks(value));
            case "new_spte", "old_spte" -> put(name, spte(value));
            default -> put(name, number(value));
        }
        return value;
    }

    private static String number(long value) {
        boolean isSmall = value >= -1 && value < DECIMAL;
        return isSmall ? Long.toString(value) : "0x" + Long.toHexString(value);
    }

    private static String spte(long value) {
        return value == Spte.NONPRESENT || Spte.isFrozen(value)
                ? Spte.toString(value).toLowerCase(Locale.ROOT)
                : number(value);
    }

    /** As {@link dev.seamstress.core.machine.Locks} keeps them: two bits a lock, one for each mode. */
    private static String locks(long bits) {
        StringBuilder text = new StringBuilder();
        for (int lock = 0; lock < KernelLock.MOST; lock++) {
            for (Grant.Mode mode : Grant.Mode.values()) {
                if ((bits >>> 2 * lock + mode.ordinal() & 1) != 0) {
                    text.append(text.length() > 0 ? ", " : "").append(KernelLock.name(lock));
                    text.append(' ').append(EnumTexts.textOf(mode));
                }
            }
        }
        return text.length() == 0 ? "none" : text.toString();
    }

    @Override
    public int count(String name, int value) {
        if (name.equals("at") && procedure != null) {
            put(name, procedure.at().name());
        } else if (name.endsWith("level")) {
            put(name, value >= Level.PG_4K ? Level.name(value) : Integer.toString(value));
        } else if (!name.equals("depth")) { // one sees how many frames there are
            put(name, Integer.toString(value));
        }
        return value;
    }

    @Override
    public boolean flag(String name, boolean value) {
        put(name, value ? "yes" : "no");
        return value;
    }

    @Override
    public <E extends Enum<E>> E constant(String name, E value, E[] values) {
        put(name, value == null ? "none" : EnumTexts.textOf(value));
        return value;
    }

    @Override
    public int machine(String name, int id) {
        put(name, id < 0 ? "none" : actors.name(id));
        return id;
    }

    @Override
    public long relative(String name, long value, long reference) {
        return unhashed(name, value);
    }

    @Override
    public long unhashed(String name, long value) {
        put(name, Long.toString(value));
        return value;
    }

    /** A procedure begins a frame. What else a machine refers to is immutable, or lists words of its own. */
    @Override
    public <T> T object(T reference) {
        if (reference instanceof Procedure next) {
            procedure = next;
            frame = ++depth + " " + next.kind().name() + "/";
        }
        return reference;
    }
}
