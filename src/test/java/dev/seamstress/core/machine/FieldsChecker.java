package dev.seamstress.core.machine;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for mutable state that {@link Stateful#fields} does not list, in live objects: it changes each mutable field by
 * reflection and asks whether the machine's image notices. A field that is not saved makes undo and fingerprint false.
 *
 * <p>A field is right as soon as one object notices its change: where a count says that nothing is in an array, the
 * array is not looked at. Parts that are {@link Stateful} are looked into; a final part of the model that is not must
 * be constant all the way down.
 */
public final class FieldsChecker {
    private static final String MODEL = "dev.seamstress.";

    private final Set<String> checkedClasses = new TreeSet<>();
    private final Set<String> checkedConstants = new TreeSet<>();
    private final Set<String> rightFields = new TreeSet<>();
    private final Set<Field> settledFields = new HashSet<>();
    private final Set<String> openFields = new TreeSet<>();
    private final Set<String> wrongFields = new TreeSet<>();
    private final Set<String> offences = new TreeSet<>();
    private final Map<Class<?>, List<Field>> fieldsByClass = new HashMap<>();

    /** Checks a machine and, for a thread, the procedures on its stack. */
    public void check(Machine machine) {
        checkObject(machine, machine);
        if (machine instanceof KernelThread thread) {
            for (Object procedure : stack(thread)) {
                checkObject(machine, procedure);
            }
        }
    }

    /** The classes of which an object was checked. */
    public Set<String> checkedClasses() {
        return checkedClasses;
    }

    /** Fields that were null in every object seen, so that nothing is known of them. */
    public Set<String> openFields() {
        Set<String> open = new TreeSet<>(openFields);
        open.removeAll(rightFields);
        open.removeAll(wrongFields);
        return open;
    }

    /** Fields that are not saved, as {@code Class.field}. */
    public List<String> offences() {
        List<String> all = new ArrayList<>(offences);
        wrongFields.stream()
                .filter(field -> !rightFields.contains(field))
                .map(field -> field + " is not listed in fields()")
                .forEach(all::add);
        return all;
    }

    private static List<?> stack(KernelThread thread) {
        try {
            Field stack = KernelThread.class.getDeclaredField("stack");
            stack.setAccessible(true);
            return List.of(Arrays.copyOf((Object[]) stack.get(thread), thread.depth()));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private List<Field> fieldsOf(Class<?> type) {
        return fieldsByClass.computeIfAbsent(type, FieldsChecker::readFields);
    }

    private static List<Field> readFields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> c = type; c != Object.class && c != Record.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    /** {@code object}: the whole, a procedure on its stack, or a part of one of these. */
    private void checkObject(Machine whole, Object object) {
        checkedClasses.add(object.getClass().getName());
        for (Field field : fieldsOf(object.getClass())) {
            try {
                if (!settledFields.contains(field)) {
                    checkField(whole, object, field);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void checkField(Machine whole, Object holder, Field field) throws ReflectiveOperationException {
        if (isStack(field)) {
            return; // what is on it is checked for itself
        }
        Object value = field.get(holder);
        if (field.getType().isArray()) {
            if (value != null && !isConstant(field)) {
                checkArray(whole, holder, field, value);
            }
        } else if (!Modifier.isFinal(field.getModifiers())) {
            checkValue(whole, holder, field, value);
            // A field of a base class is listed or forgotten by each subclass for itself.
            if (field.getDeclaringClass() == holder.getClass() && rightFields.contains(name(holder, field))) {
                settledFields.add(field);
            }
        } else if (value instanceof Stateful && !(value instanceof Machine)) {
            checkObject(whole, value);
        } else if (value instanceof List<?> list) {
            if (isMutable(list)) {
                offences.add(name(holder, field) + " is a mutable list: use arrays");
            }
            for (Object element : list) {
                if (element instanceof Stateful && !(element instanceof Machine)) {
                    checkObject(whole, element);
                }
            }
        } else if (isConstant(value)) {
            checkConstant(value);
        }
    }

    /** True for an object of the model that nobody saves, because it never changes. */
    private static boolean isConstant(Object value) {
        return value != null
                && value.getClass().getName().startsWith(MODEL)
                && !(value instanceof Stateful)
                && !(value instanceof Enum<?>);
    }

    /** Everything below a constant must be constant. */
    private void checkConstant(Object constant) throws IllegalAccessException {
        boolean isBuiltBefore = constant instanceof MemoryMap; // it is fixed when the world is
        if (isBuiltBefore || !checkedConstants.add(constant.getClass().getName())) {
            return;
        }
        for (Field field : fieldsOf(constant.getClass())) {
            if (!Modifier.isFinal(field.getModifiers())) {
                offences.add(name(constant, field) + " can change, and its class has no fields()");
            } else if (isConstant(field.get(constant))) {
                checkConstant(field.get(constant));
            }
        }
    }

    private static boolean isStack(Field field) {
        return field.getDeclaringClass() == KernelThread.class
                && field.getName().equals("stack");
    }

    @SuppressWarnings("unchecked")
    private static boolean isMutable(List<?> list) {
        try {
            ((List<Object>) list).add(null);
            list.remove(list.size() - 1);
            return true;
        } catch (UnsupportedOperationException immutable) {
            return false;
        }
    }

    /** A field that is null now tells nothing: it stays open until an object with a value comes by. */
    private void checkValue(Machine whole, Object holder, Field field, Object value)
            throws ReflectiveOperationException {
        String name = name(holder, field);
        if (rightFields.contains(name)) {
            return;
        }
        if (value == null && !field.getType().isEnum()) {
            openFields.add(name);
            return;
        }
        Object other = other(field.getType(), value);
        if (other != value) { // an enum may have one constant only
            checkChange(whole, name, () -> field.set(holder, other), () -> field.set(holder, value));
        }
    }

    /** Each element is a field. */
    private void checkArray(Machine whole, Object holder, Field field, Object array)
            throws ReflectiveOperationException {
        for (int i = 0; i < Array.getLength(array); i++) {
            String name = name(holder, field) + "[" + i + "]";
            if (!rightFields.contains(name)) {
                int index = i;
                Object value = Array.get(array, i);
                Object other = other(array.getClass().getComponentType(), value);
                checkChange(whole, name, () -> Array.set(array, index, other), () -> Array.set(array, index, value));
            }
        }
    }

    /** Arrays that nobody writes after construction say so by their name, as constants do. */
    private static boolean isConstant(Field field) {
        return field.getName().startsWith("fixed");
    }

    private void checkChange(Machine whole, String name, Change change, Change back)
            throws ReflectiveOperationException {
        List<Object> before = image(whole);
        change.apply();
        boolean isNoticed;
        try {
            isNoticed = !before.equals(image(whole));
        } catch (RuntimeException e) {
            isNoticed = true; // the value was read, and made no sense
        }
        back.apply();
        (isNoticed ? rightFields : wrongFields).add(name);
    }

    private static String name(Object holder, Field field) {
        String declaring = field.getDeclaringClass().getSimpleName();
        String holding = holder.getClass().getSimpleName();
        return (holding.equals(declaring) ? "" : holding + ": ") + declaring + "." + field.getName();
    }

    private static Object other(Class<?> type, Object value) {
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

    private static List<Object> image(Machine machine) {
        List<Object> image = new ArrayList<>();
        machine.fields(new Fields() {
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
