package org.sshkr.process;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A pipe to the standard input of a program that is to be started (pipe(2)). Java's own pipe can
 * only be written to as a stream, which leaves copies of the data in arrays that nobody wipes; a
 * channel writes a direct buffer without copying.
 *
 * <pre>{@code
 * try (Pipe pipe = Pipe.open()) {
 *   Process process = builder.redirectInput(pipe.source()).start();
 *   try (FileChannel input = pipe.started()) {
 *     input.write(direct);
 *   }
 * }
 * }</pre>
 */
public final class Pipe implements AutoCloseable {
  private static final int O_CLOEXEC = 02000000;

  private final int readEnd;
  private final int writeEnd;
  private boolean closed;

  private Pipe(int readEnd, int writeEnd) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
  }

  /** Opens a new pipe; an IOException if no descriptors are left. */
  public static Pipe open() throws IOException {
    int[] ends = new int[2];
    if (LibC.pipe2(ends, O_CLOEXEC) != 0) {
      throw new IOException("no file descriptors are left for a pipe");
    }
    return new Pipe(ends[0], ends[1]);
  }

  /** The file to redirect the program's standard input from. */
  public File source() {
    return path(readEnd).toFile();
  }

  /**
   * Returns the end to write to, which is then the only descriptor of the pipe in this process:
   * closing it ends the program's input, and writing fails once the program has gone. To be called
   * when the program has been started.
   */
  public FileChannel started() throws IOException {
    FileChannel input = FileChannel.open(path(writeEnd), StandardOpenOption.WRITE);
    close();
    return input;
  }

  private static Path path(int descriptor) {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      LibC.close(readEnd);
      LibC.close(writeEnd);
    }
  }
}
