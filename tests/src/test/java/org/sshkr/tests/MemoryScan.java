package org.sshkr.tests;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sshkr.console.Terminal;

/**
 * Searches the memory of another process for a private key's numbers, in both byte orders, in
 * everything that /proc/PID/mem shows. Needs root.
 */
public final class MemoryScan {
  /**
   * Any 32 bytes from the middle of a number stand for it: they are in memory wherever the whole
   * number is.
   */
  private static final int NEEDLE = 32;

  private static final int CHUNK = 1 << 16;

  /** Part of a number, in a form that it may have in memory. */
  private static final class Needle {
    private final String name;
    private final byte[] bytes;

    private Needle(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }
  }

  private static final byte[] ZEROES = new byte[CHUNK + NEEDLE];

  private final Map<String, Integer> none = new LinkedHashMap<>();

  /** The needles, by their first two bytes: one pass finds them all. */
  private final Map<Integer, List<Needle>> needles = new HashMap<>();

  private final boolean[] starts = new boolean[1 << 16];

  /** Without any number to search for. */
  public MemoryScan() {}

  /** For an RSA key's d, p, q, dP, dQ and qInv. */
  public MemoryScan(RSAPrivateCrtKey key) {
    add("d", key.getPrivateExponent());
    add("p", key.getPrimeP());
    add("q", key.getPrimeQ());
    add("dP", key.getPrimeExponentP());
    add("dQ", key.getPrimeExponentQ());
    add("qInv", key.getCrtCoefficient());
  }

  private void add(String name, BigInteger number) {
    byte[] bytes = number.toByteArray();
    addPart(name, Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length / 2 + NEEDLE));
  }

  /** Also searches for a number of 32 bytes or more, of which the first and last may differ. */
  public MemoryScan with(String name, byte[] number) {
    addPart(name, Arrays.copyOfRange(number, 1, NEEDLE - 1));
    return this;
  }

  private void addPart(String name, byte[] big) {
    byte[] little = new byte[big.length];
    for (int i = 0; i < big.length; i++) {
      little[i] = big[big.length - 1 - i];
    }
    // Java's BigInteger keeps 32-bit words in big-endian order, each in the machine's: on a
    // little-endian machine that is neither of the two. The words may start at any byte of ours, so
    // all four phases are needles.
    List<byte[]> all = new ArrayList<>(List.of(big, little));
    for (int phase = 0; phase < 4; phase++) {
      byte[] words = new byte[(big.length - 4) / 4 * 4];
      for (int i = 0; i < words.length; i++) {
        words[i] = big[phase + (i / 4) * 4 + 3 - i % 4];
      }
      all.add(words);
    }
    none.put(name, 0);
    for (byte[] each : all) {
      starts[start(each, 0)] = true;
      needles.computeIfAbsent(start(each, 0), key -> new ArrayList<>()).add(new Needle(name, each));
    }
  }

  /**
   * Also searches for a key file's text, as "text": the lines of its second half, where all formats
   * have the private numbers.
   */
  public MemoryScan withText(Path pem) throws IOException {
    List<String> lines =
        Files.readAllLines(pem).stream()
            .filter(l -> l.length() > NEEDLE && l.charAt(0) != '-')
            .toList();
    none.put("text", 0);
    for (String line : lines.subList(lines.size() / 2, lines.size())) {
      byte[] end = line.substring(line.length() - NEEDLE).getBytes(StandardCharsets.US_ASCII);
      starts[start(end, 0)] = true;
      needles.computeIfAbsent(start(end, 0), key -> new ArrayList<>()).add(new Needle("text", end));
    }
    return this;
  }

  private static int start(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /** Counts how often each number is in a process, zeroes included. */
  public Map<String, Integer> scan(long pid) throws IOException {
    Map<String, Integer> hits = new LinkedHashMap<>(none);
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
        String[] field = line.split(" ", 3);
        String[] range = field[0].split("-", 2);
        boolean unchangedFile = field[1].charAt(1) != 'w' && line.contains("/");
        if (field[1].startsWith("r") && !unchangedFile && !line.contains("[v")) {
          scan(
              memory,
              Long.parseUnsignedLong(range[0], 16),
              Long.parseUnsignedLong(range[1], 16),
              hits);
        }
      }
    }
    return hits;
  }

  /** Counts how often each number is in bytes, zeroes included. */
  public Map<String, Integer> scanBytes(byte[] bytes) {
    Map<String, Integer> hits = new LinkedHashMap<>(none);
    count(bytes, bytes.length - NEEDLE, hits);
    return hits;
  }

  /** Counts how often each number is in a file, such as a heap dump, zeroes included. */
  public Map<String, Integer> scanFile(Path file) throws IOException {
    Map<String, Integer> hits = new LinkedHashMap<>(none);
    try (RandomAccessFile contents = new RandomAccessFile(file.toFile(), "r")) {
      scan(contents, 0, contents.length(), hits);
    }
    return hits;
  }

  private void scan(RandomAccessFile memory, long start, long end, Map<String, Integer> hits) {
    byte[] chunk = new byte[CHUNK + NEEDLE];
    for (long at = start; at < end; at += CHUNK) {
      int length = (int) Math.min(chunk.length, end - at);
      try {
        memory.seek(at);
        memory.readFully(chunk, 0, length);
      } catch (IOException e) {
        continue; // reserved and never used, or gone since the map was read
      }
      if (!Arrays.equals(chunk, 0, length, ZEROES, 0, length)) {
        count(chunk, Math.min(length - NEEDLE, CHUNK - 1), hits);
      }
    }
  }

  /** Counts the needles that start at positions 0 to {@code last}. */
  private void count(byte[] chunk, int last, Map<String, Integer> hits) {
    for (int i = 0; i <= last; i++) {
      int start = start(chunk, i);
      if (starts[start]) {
        for (Needle needle : needles.get(start)) {
          int end = needle.bytes.length;
          if (Arrays.equals(chunk, i, i + end, needle.bytes, 0, end)) {
            hits.merge(needle.name, 1, Integer::sum);
          }
        }
      }
    }
  }

  /** Reads an unencrypted PKCS#8 PEM file. */
  public static RSAPrivateCrtKey read(Path pem) throws IOException, GeneralSecurityException {
    String base64 =
        String.join("", Files.readAllLines(pem).stream().filter(l -> !l.startsWith("-")).toList());
    return (RSAPrivateCrtKey)
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  /**
   * Scans a process again and again while it works, and prints the most hits at a time.
   *
   * @param args a PKCS#8 PEM file of the key, a process id, the number of scans; status 1 if
   *     anything was found
   */
  public static void main(String[] args) throws Exception {
    MemoryScan scan = new MemoryScan(read(Path.of(args[0])));
    Map<String, Integer> most = scan.scan(Long.parseLong(args[1]));
    for (int i = 1; i < Integer.parseInt(args[2]); i++) {
      scan.scan(Long.parseLong(args[1])).forEach((name, hits) -> most.merge(name, hits, Math::max));
    }
    boolean found = most.values().stream().anyMatch(hits -> hits > 0);
    Terminal.of("memory-scan").result("found " + most);
    System.exit(found ? 1 : 0);
  }
}
