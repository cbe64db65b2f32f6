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
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Something in a Java source that can have a documentation comment, with the comment.
 *
 * <p>Shape: {@code name} is that of the class, or {@code Class.member}, of a method with parentheses; of a package the
 * empty string. {@code type} is null of what is no class, interface, record or enum. {@code id} is the first string in
 * the arguments of an enum constant, or empty. Without a comment {@code comment} is empty.
 */
record Documented(String file, String packageName, String name, Type type, String id, RuleComment comment) {
    /** What a type is declared to extend and implement, as simple names; and whether there can be objects of it. */
    record Type(List<String> supertypes, boolean isAbstract) {}

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
            add("", null, "");
            return null;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            types.addLast(type.getSimpleName().toString());
            add(String.join(".", types), type(type), "");
            super.visitClass(type, null);
            types.removeLast();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean isConstructor = method.getName().contentEquals("<init>");
            add(member(isConstructor ? types.getLast() : method.getName().toString()) + "()", null, "");
            return null;
        }

        /** A field; what is inside has no comment, but for the class body of an enum constant. */
        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            add(member(field.getName().toString()), null, firstString(field.getInitializer()));
            return null;
        }

        private String member(String name) {
            return String.join(".", types) + "." + name;
        }

        private void add(String name, Type type, String id) {
            String comment = trees.getDocComment(getCurrentPath());
            String packageName = unit.getPackageName().toString();
            String file = Path.of(unit.getSourceFile().getName()).toString();
            found.add(
                    new Documented(file, packageName, name, type, id, RuleComment.of(comment == null ? "" : comment)));
        }

        private static Type type(ClassTree type) {
            List<String> supertypes = Stream.concat(
                            Stream.ofNullable(type.getExtendsClause()), type.getImplementsClause().stream())
                    .map(Scanner::simpleName)
                    .toList();
            boolean isAbstract = type.getKind() == Tree.Kind.INTERFACE
                    || type.getModifiers().getFlags().contains(Modifier.ABSTRACT);
            return new Type(supertypes, isAbstract);
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
