package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Message;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: messages that differ hash differently, so that states are not taken for one another. Method: all kinds of
 * message of the core are found, made by reflection, and varied one component at a time.
 */
class MessageContentTest {
    /** Every class of a message: records, and enums whose constants are messages. */
    private static List<Class<?>> kinds() {
        return CoreClasses.concrete(Message.class);
    }

    static Stream<Class<?>> records() {
        return kinds().stream().filter(Class::isRecord);
    }

    /** Some values of a component's type, all different. */
    private static List<Object> values(Class<?> type) throws ReflectiveOperationException {
        if (type == long.class) {
            return List.of(0L, 1L, -1L, 1L << 40, 0x8000000000000000L);
        } else if (type == int.class) {
            return List.of(0, 1, 2, 0x10000, -1);
        } else if (type == boolean.class) {
            return List.of(false, true);
        } else if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        } else if (type.isRecord()) {
            return variations(type);
        }
        throw new AssertionError("a message has a component of type " + type);
    }

    /** The record with all components at their first value, and each that differs from it in one component. */
    private static List<Object> variations(Class<?> type) throws ReflectiveOperationException {
        List<Object> records = new ArrayList<>();
        records.add(make(type, -1, null));
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            List<Object> values = values(components[i].getType());
            for (Object value : values.subList(1, values.size())) {
                records.add(make(type, i, value));
            }
        }
        return records;
    }

    private static Object make(Class<?> type, int varied, Object value) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = i == varied ? value : values(types[i]).get(0);
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static void allDiffer(List<Object> messages) {
        Map<Long, Object> byContent = new TreeMap<>();
        for (Object message : messages) {
            Object other = byContent.put(((Message) message).content(), message);
            assertThat(other).as("%s has the content of %s", message, other).isNull();
        }
    }

    /** Each is argued for where it says so; a search relies on it. */
    @Test
    void onlyOfALockThatIsGivenBackNobodyCanTellWhenItArrives() throws ReflectiveOperationException {
        assertThat(kindsOf(Message::isPrompt)).containsExactly("Released");
    }

    @Test
    void onlyOfInterruptsTheReceiverKnowsWhetherItsMomentMatters() throws ReflectiveOperationException {
        assertThat(kindsOf(Message::isUpToReceiver)).containsExactly("Ipi");
    }

    private static Set<String> kindsOf(Predicate<Message> which) throws ReflectiveOperationException {
        Set<String> names = new TreeSet<>();
        for (Class<?> kind : kinds()) {
            List<?> messages = kind.isRecord() ? variations(kind) : List.of(kind.getEnumConstants());
            messages.stream()
                    .filter(message -> which.test((Message) message))
                    .forEach(message -> names.add(kind.getSimpleName()));
        }
        return names;
    }

    /** One component changes at a time, and the same value in two places is a difference too. */
    @ParameterizedTest
    @MethodSource("records")
    void eachComponentChangesTheContent(Class<?> type) throws ReflectiveOperationException {
        List<Object> messages = variations(type);
        assertThat(messages).hasSizeGreaterThan(type.getRecordComponents().length);
        allDiffer(messages);
    }

    @ParameterizedTest
    @MethodSource("records")
    void equalMessagesHaveOneContent(Class<?> type) throws ReflectiveOperationException {
        List<Object> messages = variations(type);
        List<Object> again = variations(type);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(((Message) messages.get(i)).content()).isEqualTo(((Message) again.get(i)).content());
        }
    }

    @Test
    void kindsDiffer() throws ReflectiveOperationException {
        List<Object> messages = new ArrayList<>();
        for (Class<?> kind : kinds()) {
            messages.addAll(kind.isEnum() ? List.of(kind.getEnumConstants()) : variations(kind));
        }
        allDiffer(messages);
        assertThat(messages).hasSizeGreaterThan(100);
    }
}
