package org.sshkr.keyfile;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds known bytes in the byte, char, int and long arrays of a dump of this JVM's heap
 * (hprof_b_spec.h in the JDK). Does not search arrays of other types or fields of objects.
 */
final class HeapArrays {
  private static final int LENGTH = 16;
  private static final int BYTE = 8;
  private static final int CHAR = 5;
  private static final int INT = 10;
  private static final int LONG = 11;

  /**
   * A sequence of 16 bytes to look for, as two numbers: an array would itself be found in the dump.
   */
  private record Trace(String name, int type, long first, long second) {}

  private final Map<Long, List<Trace>> traces = new HashMap<>();
  private final boolean[] starts = new boolean[1 << 16];
  private final Set<String> found = new TreeSet<>();

  /** Looks for 16 of these bytes, from {@code from} on, in byte arrays. */
  void lookFor(String name, byte[] bytes, int from) {
    add(name, BYTE, ByteBuffer.wrap(bytes, from, LENGTH));
  }

  /** Looks for the first 8 characters in character arrays. */
  void lookForCharacters(String name, String text) {
    add(name, CHAR, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_16BE)));
  }

  /**
   * Looks for 16 of these bytes, from {@code from} on, in int and long arrays: as words in either
   * byte order, which may begin at any byte. Little-endian words that begin after the first byte
   * are looked for only if the bytes suffice.
   */
  void lookForWords(String name, byte[] bytes, int from) {
    for (int type : new int[] {INT, LONG}) {
      add(name, type, ByteBuffer.wrap(bytes, from, LENGTH));
      int size = size(type);
      for (int start = from; start < from + size && start + LENGTH <= bytes.length; start++) {
        byte[] swapped = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
          swapped[i] = bytes[start + i - i % size + size - 1 - i % size];
        }
        add(name, type, ByteBuffer.wrap(swapped));
      }
    }
  }

  private void add(String name, int type, ByteBuffer buffer) {
    Trace trace = new Trace(name, type, buffer.getLong(), buffer.getLong());
    traces.computeIfAbsent(trace.first, first -> new ArrayList<>()).add(trace);
    starts[(int) (trace.first >>> 48)] = true;
  }

  /**
   * Searches the heap.
   *
   * @param dump a temporary file for the dump
   * @param live whether to collect garbage first, so that only reachable arrays are searched
   * @return the names of the sequences found
   */
  Set<String> search(Path dump, boolean live) throws IOException {
    found.clear();
    Files.deleteIfExists(dump);
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), live);
    try (FileChannel channel = FileChannel.open(dump)) {
      ByteBuffer in = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      while (in.get() != 0) {} // the format's name; then the size of identifiers, and the time
      in.position(in.position() + 12);
      while (in.hasRemaining()) {
        int tag = in.get();
        int length = in.position(in.position() + 4).getInt();
        if (tag == 0x0c || tag == 0x1c) {
          readSegment(in.slice(in.position(), length));
        }
        in.position(in.position() + length);
      }
    } finally {
      Files.delete(dump);
    }
    return found;
  }

  private void readSegment(ByteBuffer in) {
    while (in.hasRemaining()) {
      switch (in.get() & 0xff) {
        case 0xff, 0x05, 0x07 -> skip(in, 8);
        case 0x01 -> skip(in, 16);
        case 0x04, 0x06 -> skip(in, 12);
        case 0x02, 0x03, 0x08 -> skip(in, 16);
        case 0x20 -> skipClass(in);
        case 0x21 -> skipCounted(in, 8 + 4 + 8, 1);
        case 0x22 -> {
          int count = in.position(in.position() + 12).getInt();
          skip(in, 8 + 8 * count);
        }
        case 0x23 -> readArray(in);
        default -> throw new AssertionError("a record that the format does not have");
      }
    }
  }

  private void readArray(ByteBuffer in) {
    int count = in.position(in.position() + 12).getInt();
    int type = in.get();
    int length = count * size(type);
    if (type == BYTE || type == CHAR || type == INT || type == LONG) {
      readContents(in, type, in.position(), in.position() + length);
    }
    skip(in, length);
  }

  private void readContents(ByteBuffer in, int type, int from, int to) {
    for (int i = from; i + LENGTH <= to; i++) {
      if (starts[in.getShort(i) & 0xffff]) {
        long first = in.getLong(i);
        long second = in.getLong(i + 8);
        for (Trace trace : traces.getOrDefault(first, List.of())) {
          if (trace.type == type && trace.second == second) {
            found.add(trace.name);
          }
        }
      }
    }
  }

  private static void skipClass(ByteBuffer in) {
    skip(in, 8 + 4 + 6 * 8 + 4);
    for (int constants = in.getShort(); constants > 0; constants--) {
      skip(in, 2);
      skip(in, size(in.get()));
    }
    for (int fields = in.getShort(); fields > 0; fields--) {
      skip(in, 8);
      skip(in, size(in.get()));
    }
    skip(in, 9 * in.getShort());
  }

  private static void skipCounted(ByteBuffer in, int before, int size) {
    int count = in.position(in.position() + before).getInt();
    skip(in, count * size);
  }

  private static void skip(ByteBuffer in, int bytes) {
    in.position(in.position() + bytes);
  }

  private static int size(int type) {
    return switch (type) {
      case 4, BYTE -> 1;
      case CHAR, 9 -> 2;
      case 6, INT -> 4;
      default -> 8;
    };
  }
}
