package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files beside their place and moves them there, so that nothing half written ever has a file's name. */
final class WholeFile {
    private static final int BUFFER = 1 << 16;

    private WholeFile() {}

    /** Makes a file. Errors: {@link IOException}, also if it has come to exist meanwhile; then it stays as it is. */
    static void create(Path file, String text) throws IOException {
        Path beside = beside(file);
        try {
            Files.writeString(beside, text, UTF_8, StandardOpenOption.CREATE_NEW);
            Files.move(beside, file);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /**
     * Makes a file, or gives it another content; it keeps its permissions, and a link still leads to it. What is no
     * file, such as a pipe, is written to. Errors: {@link IOException}; a file that was there stays as it is.
     */
    static void replace(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            create(file, text);
        } else if (!Files.isRegularFile(file)) {
            Files.writeString(file, text, UTF_8);
        } else {
            replaceFile(file.toRealPath(), text);
        }
    }

    /** Why something was not written, in words; what Java says of a file that may not be is its name alone. */
    static String why(Exception problem) {
        if (problem instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (problem instanceof FileAlreadyExistsException) {
            return "there is another file of this name";
        }
        if (problem instanceof NoSuchFileException) {
            return "there is no " + problem.getMessage();
        }
        boolean hasReason = problem instanceof FileSystemException file && file.getReason() != null;
        return hasReason ? ((FileSystemException) problem).getReason() : problem.getMessage();
    }

    /** Writes what a file is to hold. */
    interface Body {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Makes a file of bytes that need not be in memory at once; {@code isReplacing}: one that is there is replaced.
     * What is no file, such as a pipe, is written to. Errors: {@link IOException}; a file that was there stays as it
     * is.
     */
    static void stream(Path file, boolean isReplacing, Body body) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
                body.write(out);
            }
            return;
        }
        Path target = Files.exists(file) && isReplacing ? file.toRealPath() : file;
        Path beside = beside(target);
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER)) {
                body.write(out);
            }
            if (isReplacing) {
                Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(beside, target);
            }
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void replaceFile(Path file, String text) throws IOException {
        Path beside = beside(file);
        try {
            Files.writeString(beside, text, UTF_8, StandardOpenOption.CREATE_NEW);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(file));
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** No two processes have the same; so what is there is what a dead one has left. */
    private static Path beside(Path file) {
        return file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    }
}
