package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.TreeSet;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;

/**
 * Goal: every rule of the model says where it is from.
 *
 * <p>Method: the comments of all machines, procedures and leaves are read from the sources. What is a machine, a
 * procedure or a leaf by way of another class is found too; an abstract class is no rule yet.
 */
class RulesNameTheirSourceTest {
    private static final List<String> PACKAGES = List.of("mmu", "tdx", "thread", "vm", "ept", "lock");

    private static final List<String> KINDS = List.of("Machine", "Procedure", "LeafFunction");

    /** What follows no code of the kernel or of the module: that which runs the columns of a scenario is ours. */
    private static final List<String> OURS = List.of("Column", "HostThread", "Vcpu");

    /** The machines, procedures and leaves among {@code all}, in the packages that follow the kernel or the module. */
    private static List<Documented> rules(List<Documented> all) {
        TreeSet<String> kinds = new TreeSet<>(KINDS);
        List<Documented> types = all.stream().filter(one -> one.type() != null).toList();
        boolean isGrown = true;
        while (isGrown) {
            isGrown = false;
            for (Documented type : types) {
                if (type.type().supertypes().stream().anyMatch(kinds::contains)) {
                    isGrown |= kinds.add(type.simpleName());
                }
            }
        }
        return types.stream()
                .filter(type -> PACKAGES.stream()
                        .anyMatch(name -> type.packageName().startsWith(Layers.BASE + ".core." + name)))
                .filter(type -> kinds.contains(type.simpleName()))
                .filter(type -> !type.type().isAbstract())
                .toList();
    }

    private static List<String> silent(List<Documented> all) {
        return rules(all).stream()
                .filter(rule -> !rule.comment().isAccountable())
                .map(Documented::simpleName)
                .toList();
    }

    @Test
    void everyRuleNamesItsSource() throws IOException {
        List<Documented> all = FidelityPage.documented();
        assertThat(rules(all)).extracting(Documented::simpleName).contains("TdpMmuMap", "PageAug", "Mmu", "Vcpu");
        assertThat(silent(all))
                .as("rules whose comment has no Source:, no Simplified: and no Assumed:")
                .containsExactlyInAnyOrderElementsOf(OURS);
    }

    @Test
    void aRuleThatSaysNothingIsFound() throws IOException {
        assertThat(silent(Documented.in(source("""
                package dev.seamstress.core.tdx;
                interface LeafFunction {}
                abstract class MemLeaf implements LeafFunction {}
                /** A leaf. Source: leaf.c. */ final class Named extends MemLeaf {}
                /** A leaf. Simplified: all of it. */ final class Simple extends MemLeaf {}
                /** A leaf. */ final class Silent extends MemLeaf {}
                final class Mute { static class Inner extends dev.seamstress.core.machine.Procedure {} }
                """)))).containsExactly("Silent", "Inner");
    }

    private static JavaFileObject source(String text) {
        return new SimpleJavaFileObject(URI.create("string:///Plants.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
