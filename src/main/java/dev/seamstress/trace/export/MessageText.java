package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import dev.seamstress.trace.LoggedMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a message says: its kind, then its components, as in {@code seamcall TDH.MEM.PAGE.AUG rcx=0x100000 r8=0x42000}.
 *
 * <p>The kind is the record's name in lower case words, after that of its family if the family is called a message:
 * {@code LockMessage.Request} is a {@code lock_request}. Enums, locks and grants need no name; a register that is zero
 * and a flag that is false are left out.
 */
final class MessageText {
    private final Actors actors;
    private final EventText events;
    private final EnumTexts enums = new EnumTexts();
    private final Map<String, Shape> shapes = new TreeMap<>();

    MessageText(Actors actors, EventText events) {
        this.actors = actors;
        this.events = events;
    }

    void append(StringBuilder out, Message message) {
        if (message instanceof LoggedMessage logged) {
            out.append(Ascii.escape(logged.text()));
            return;
        }
        if (message instanceof Enum<?> constant) {
            out.append(enums.text(constant));
            return;
        }
        Class<?> type = message.getClass();
        Shape shape = shapes.get(type.getName());
        if (shape == null) {
            shape = Shape.of(type);
            shapes.put(type.getName(), shape);
        }
        out.append(shape.kind);
        for (int i = 0; i < shape.accessors.length; i++) {
            component(out, shape.names[i], shape.value(i, message));
        }
    }

    private void component(StringBuilder out, String name, Object value) {
        if (value == null) {
            return;
        }
        if (value instanceof Enum<?> constant) {
            out.append(' ').append(enums.text(constant));
        } else if (value instanceof Boolean flag) {
            out.append(flag ? " " + withoutIs(name) : "");
        } else if (value instanceof Grant grant) {
            out.append(' ').append(events.lock(grant.lock())).append(' ').append(enums.text(grant.mode()));
        } else if (value instanceof Integer || value instanceof Long) {
            number(out, name, ((Number) value).longValue(), value instanceof Long);
        } else {
            out.append(' ').append(name).append('=').append(Ascii.escape(value.toString()));
        }
    }

    private static String withoutIs(String name) {
        return name.startsWith("is_") ? name.substring(3) : name;
    }

    private void number(StringBuilder out, String name, long value, boolean isLong) {
        if (name.equals("lock")) {
            out.append(' ').append(events.lock(value));
            return;
        }
        if (value == 0 && isRegister(name)) {
            return;
        }
        out.append(' ').append(name).append('=');
        if (EventText.isActor(name)) {
            out.append(actors.name((int) value));
        } else if (isLong && !name.equals("ns") && !name.endsWith("_ns")) {
            Ascii.hex(out.append("0x"), value);
        } else {
            out.append(value);
        }
    }

    private static boolean isRegister(String name) {
        return switch (name) {
            case "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15" -> true;
            default -> false;
        };
    }

    /** A class of messages, looked at once. */
    private static final class Shape {
        private final String kind;
        private final Method[] accessors;
        private final String[] names;

        private Shape(String kind, Method[] accessors, String[] names) {
            this.kind = kind;
            this.accessors = accessors;
            this.names = names;
        }

        static Shape of(Class<?> type) {
            RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
            Method[] accessors = new Method[components.length];
            String[] names = new String[components.length];
            for (int i = 0; i < components.length; i++) {
                accessors[i] = components[i].getAccessor();
                accessors[i].setAccessible(true);
                names[i] = Ascii.words(components[i].getName());
            }
            return new Shape(Ascii.escape(family(type) + Ascii.words(type.getSimpleName())), accessors, names);
        }

        private static String family(Class<?> type) {
            String suffix = "Message";
            String name = type.getEnclosingClass() == null
                    ? ""
                    : type.getEnclosingClass().getSimpleName();
            return name.endsWith(suffix) && name.length() > suffix.length()
                    ? Ascii.words(name.substring(0, name.length() - suffix.length())) + "_"
                    : "";
        }

        Object value(int index, Message message) {
            try {
                return accessors[index].invoke(message);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(kind + "." + names[index], e);
            }
        }
    }
}
