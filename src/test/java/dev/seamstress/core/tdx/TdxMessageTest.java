package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: messages that differ differ in content, for equal states are merged by it. Method: of each message of the
 * family two that differ in one component, for each component; and one of each kind.
 */
final class TdxMessageTest {
    @TestFactory
    List<DynamicTest> contentCoversEveryComponent() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Class<?> type : Tdx.class.getPermittedSubclasses()) {
            RecordComponent[] components = type.getRecordComponents();
            for (int i = 0; i < components.length; i++) {
                int changed = i;
                tests.add(DynamicTest.dynamicTest(
                        type.getSimpleName() + "." + components[i].getName(),
                        () -> assertThat(make(type, changed).content())
                                .isNotEqualTo(make(type, -1).content())));
            }
        }
        assertThat(tests).hasSizeGreaterThan(15);
        return tests;
    }

    @TestFactory
    DynamicTest kindsDiffer() {
        return DynamicTest.dynamicTest("kinds differ", () -> {
            List<Long> contents = new ArrayList<>();
            for (Class<?> type : Tdx.class.getPermittedSubclasses()) {
                contents.add(make(type, -1).content());
            }
            assertThat(contents).doesNotHaveDuplicates();
        });
    }

    /** A message whose components are the first of their kind, but the one at {@code changed}, which is the second. */
    private static Tdx make(Class<?> type, int changed) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(types[i], i == changed ? 1 : 0);
        }
        return (Tdx) type.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object value(Class<?> type, int which) {
        if (type == long.class) {
            return (long) which;
        }
        if (type == int.class) {
            return which;
        }
        return type == boolean.class ? which == 1 : type.getEnumConstants()[which];
    }
}
