package dev.seamstress.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Something in a Java source that can have a documentation comment, with the comment.
 *
 * <p>Shape: {@code name} is that of the class, or {@code Class.member}, of a method with parentheses; of a package the
 * empty string. {@code supertypes} are simple names, of a class. {@code id} is the first string in the arguments of an
 * enum constant, or empty. Without a comment {@code comment} is empty.
 */
record Documented(
        String file, String packageName, String name, List<String> supertypes, String id, RuleComment comment) {
    /** All in {@code files}, in the order of the files and then of the text. */
    static List<Documented> in(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            return parse(compiler, manager.getJavaFileObjectsFromPaths(files));
        }
    }

    /** All in one source. */
    static List<Documented> in(JavaFileObject source) throws IOException {
        return parse(ToolProvider.getSystemJavaCompiler(), List.of(source));
    }

    private static List<Documented> parse(JavaCompiler compiler, Iterable<? extends JavaFileObject> sources)
            throws IOException {
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, null, null, sources);
        List<Documented> found = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            new Scanner(unit, DocTrees.instance(task), found).scan(unit, null);
        }
        return found;
    }

    /** True if it is a class, an interface, a record or an enum. */
    boolean isType() {
        return !supertypes.isEmpty();
    }

    /** The name after the last dot. */
    String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final DocTrees trees;
        private final List<Documented> found;
        private final Deque<String> types = new ArrayDeque<>();

        Scanner(CompilationUnitTree unit, DocTrees trees, List<Documented> found) {
            this.unit = unit;
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitPackage(PackageTree tree, Void unused) {
            add("", List.of(), "");
            return null;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            types.addLast(type.getSimpleName().toString());
            add(String.join(".", types), supertypes(type), "");
            super.visitClass(type, null);
            types.removeLast();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean isConstructor = method.getName().contentEquals("<init>");
            add(member(isConstructor ? types.getLast() : method.getName().toString()) + "()", List.of(), "");
            return null;
        }

        /** A field; what is inside has no comment, but for the class body of an enum constant. */
        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            add(member(field.getName().toString()), List.of(), firstString(field.getInitializer()));
            return null;
        }

        private String member(String name) {
            return String.join(".", types) + "." + name;
        }

        private void add(String name, List<String> supertypes, String id) {
            String comment = trees.getDocComment(getCurrentPath());
            String packageName = unit.getPackageName().toString();
            String file = Path.of(unit.getSourceFile().getName()).toString();
            found.add(new Documented(
                    file, packageName, name, supertypes, id, RuleComment.of(comment == null ? "" : comment)));
        }

        /** What the class is declared to extend and implement; {@code Object}, if nothing. */
        private static List<String> supertypes(ClassTree type) {
            List<String> names = Stream.concat(
                            Stream.ofNullable(type.getExtendsClause()), type.getImplementsClause().stream())
                    .map(Scanner::simpleName)
                    .toList();
            return names.isEmpty() ? List.of("Object") : names;
        }

        private static String simpleName(Tree type) {
            if (type instanceof ParameterizedTypeTree generic) {
                return simpleName(generic.getType());
            }
            return type instanceof MemberSelectTree select
                    ? select.getIdentifier().toString()
                    : ((IdentifierTree) type).getName().toString();
        }

        private static String firstString(Tree initializer) {
            if (!(initializer instanceof NewClassTree constant)) {
                return "";
            }
            return constant.getArguments().stream()
                    .filter(argument -> argument instanceof LiteralTree)
                    .map(argument -> ((LiteralTree) argument).getValue())
                    .filter(value -> value instanceof String)
                    .map(String.class::cast)
                    .findFirst()
                    .orElse("");
        }
    }
}
