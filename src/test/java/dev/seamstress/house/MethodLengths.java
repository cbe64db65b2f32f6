package dev.seamstress.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** How many lines each method has, according to the compiler's parser. */
final class MethodLengths {
    private MethodLengths() {}

    /** The methods in {@code files} that have more than {@code linesMax} lines, as {@code file:line: name, lines}. */
    static List<String> longerThan(int linesMax, List<Path> files) throws IOException {
        List<String> found = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void unused) {
                        long start = line(positions.getStartPosition(unit, method));
                        long count = line(positions.getEndPosition(unit, method)) - start + 1;
                        if (count > linesMax) {
                            String file = unit.getSourceFile().getName();
                            found.add(file + ":" + start + ": " + method.getName() + ", " + count + " lines");
                        }
                        return super.visitMethod(method, null);
                    }

                    private long line(long position) {
                        return unit.getLineMap().getLineNumber(position);
                    }
                }.scan(unit, null);
            }
        }
        return found;
    }
}
