package dev.seamstress.core.machine;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for mutable state that {@link Stateful#fields} does not list, in live objects: it changes each mutable field by
 * reflection and asks whether the saved image notices. A field that is not saved makes undo and fingerprint false.
 */
public final class FieldsChecker {
    private final Set<String> checkedClasses = new TreeSet<>();
    private final Set<String> checkedFields = new TreeSet<>();
    private final Set<String> openFields = new TreeSet<>();
    private final List<String> offences = new ArrayList<>();

    /** Checks a machine and, for a thread, the procedures on its stack. */
    public void check(Machine machine) {
        checkObject(machine);
        if (machine instanceof KernelThread) {
            for (Object procedure : stack(machine)) {
                checkObject((Stateful) procedure);
            }
        }
    }

    /** The classes of which an object was checked. */
    public Set<String> checkedClasses() {
        return checkedClasses;
    }

    /** Fields that were null in every object seen, so that nothing is known of them. */
    public Set<String> openFields() {
        return openFields;
    }

    /** Fields that are not saved, as {@code Class.field}. */
    public List<String> offences() {
        return offences;
    }

    private static List<?> stack(Machine machine) {
        try {
            Field stack = KernelThread.class.getDeclaredField("stack");
            stack.setAccessible(true);
            return new ArrayList<>((List<?>) stack.get(machine));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void checkObject(Stateful object) {
        checkedClasses.add(object.getClass().getName());
        for (Class<?> c = object.getClass(); c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    field.setAccessible(true);
                    checkField(object, field);
                }
            }
        }
    }

    private void checkField(Stateful object, Field field) {
        try {
            Object value = field.get(object);
            boolean isFinal = Modifier.isFinal(field.getModifiers());
            if (field.getType().isArray() && value != null) {
                checkArray(object, field, value);
            } else if (isFinal) {
                if (value instanceof Stateful inner && !(value instanceof Machine)) {
                    checkInner(object, field, inner);
                } else if (value instanceof List<?> && !field.getName().equals("stack") && isMutable((List<?>) value)) {
                    offences.add(name(field) + " is a mutable list: use arrays");
                }
            } else {
                checkValue(object, object, field, value);
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static boolean isMutable(List<?> list) {
        try {
            ((List<Object>) list).add(null);
            list.remove(list.size() - 1);
            return true;
        } catch (UnsupportedOperationException | NullPointerException immutable) {
            return false;
        }
    }

    /** A part with fields of its own: each of them must show in the whole's image. */
    private void checkInner(Stateful whole, Field part, Stateful inner) throws ReflectiveOperationException {
        for (Field field : inner.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) || Modifier.isTransient(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(inner);
            if (field.getType().isArray() && value != null) {
                checkArray(whole, field, value);
            } else if (!Modifier.isFinal(field.getModifiers())) {
                checkValue(whole, inner, field, value);
            }
        }
        checkedClasses.add(part.getType().getName());
    }

    /** A field that is null now tells nothing: it stays open until an object with a value comes by. */
    private void checkValue(Stateful whole, Object holder, Field field, Object value)
            throws ReflectiveOperationException {
        String key = holder.getClass().getSimpleName() + ": " + name(field);
        if (checkedFields.contains(key)) {
            return;
        }
        if (value == null && !field.getType().isEnum()) {
            openFields.add(key);
            return;
        }
        openFields.remove(key);
        checkedFields.add(key);
        Object other = other(field, value);
        checkChange(whole, field, () -> field.set(holder, other), () -> field.set(holder, value));
    }

    private void checkArray(Stateful object, Field field, Object array) throws ReflectiveOperationException {
        if (Array.getLength(array) == 0 || isConstant(field) || !checkedFields.add(whole(object, field))) {
            return;
        }
        Object value = Array.get(array, 0);
        Object other = switch (array.getClass().getComponentType().getName()) {
            case "int" -> (Integer) value + 7;
            case "long" -> (Long) value + 12345;
            case "boolean" -> !(Boolean) value;
            default -> null;
        };
        if (other != null) {
            checkChange(object, field, () -> Array.set(array, 0, other), () -> Array.set(array, 0, value));
        }
    }

    private static String whole(Stateful object, Field field) {
        return object.getClass().getSimpleName() + ": " + name(field);
    }

    /** Arrays that nobody writes after construction say so by their name, as constants do. */
    private static boolean isConstant(Field field) {
        return field.getName().startsWith("fixed");
    }

    private void checkChange(Stateful object, Field field, Change change, Change back)
            throws ReflectiveOperationException {
        List<Object> before = image(object);
        change.apply();
        boolean isNoticed;
        try {
            isNoticed = !before.equals(image(object));
        } catch (RuntimeException e) {
            isNoticed = true; // the value was read, and made no sense
        }
        back.apply();
        if (!isNoticed) {
            offences.add(name(field) + " is not listed in fields()");
        }
    }

    private static String name(Field field) {
        return field.getDeclaringClass().getSimpleName() + "." + field.getName();
    }

    private static Object other(Field field, Object value) {
        Class<?> type = field.getType();
        if (type == long.class) {
            return (Long) value + 12345;
        } else if (type == int.class) {
            return (Integer) value + 7;
        } else if (type == boolean.class) {
            return !(Boolean) value;
        } else if (type.isEnum() || Step.class.isAssignableFrom(type)) {
            Object[] constants =
                    value == null ? type.getEnumConstants() : value.getClass().getEnumConstants();
            return constants[0] == value && constants.length > 1 ? constants[1] : constants[0];
        }
        return null;
    }

    private static List<Object> image(Stateful object) {
        List<Object> image = new ArrayList<>();
        object.fields(new Fields() {
            @Override
            public long word(String name, long value) {
                image.add(value);
                return value;
            }

            @Override
            public long unhashed(String name, long value) {
                image.add(value);
                return value;
            }

            @Override
            public <T> T object(T reference) {
                image.add(System.identityHashCode(reference));
                return reference;
            }
        });
        return image;
    }

    private interface Change {
        void apply() throws ReflectiveOperationException;
    }
}
