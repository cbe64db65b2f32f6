package dev.seamstress.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The directory that a command writes results to, for all commands alike: one that is there, or a new one in one that
 * is there, so that a slip in a long path makes no tree of directories. It is made when there is something to write.
 */
final class OutDirectory {
    private OutDirectory() {}

    /** Why nothing can be written there, or null. */
    static String refusal(Path directory) {
        if (directory.toString().isEmpty()) {
            return "--out names no directory";
        }
        if (Files.isDirectory(directory)) {
            return Files.isWritable(directory) ? null : directory + " cannot be written: permission denied";
        }
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return directory + " is no directory";
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            return Files.exists(parent)
                    ? directory + " is no directory, as " + parent + " is a file"
                    : "there is no directory " + parent + " to make " + directory.getFileName() + " in";
        }
        return Files.isWritable(parent) ? null : directory + " cannot be made: permission denied";
    }

    /** Makes it, if it is not there. Errors: {@link IOException}. */
    static void make(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            try {
                Files.createDirectory(directory);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(directory)) {
                    throw e; // else somebody has made it meanwhile
                }
            }
        }
    }
}
