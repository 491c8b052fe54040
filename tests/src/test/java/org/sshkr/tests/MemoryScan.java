package org.sshkr.tests;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sshkr.cli.Terminal;

/**
 * Looks for a private key's numbers in the memory of another process: d, p, q, dP, dQ and qInv, in
 * both byte orders, in all that /proc/PID/mem gives. Needs root.
 */
final class MemoryScan {
  /**
   * Any 32 bytes out of the middle of a number stand for it: they are in memory wherever the whole
   * number is.
   */
  private static final int NEEDLE = 32;

  private static final int CHUNK = 1 << 20;

  private final Map<String, List<byte[]>> needles = new LinkedHashMap<>();

  MemoryScan(RSAPrivateCrtKey key) {
    add("d", key.getPrivateExponent());
    add("p", key.getPrimeP());
    add("q", key.getPrimeQ());
    add("dP", key.getPrimeExponentP());
    add("dQ", key.getPrimeExponentQ());
    add("qInv", key.getCrtCoefficient());
  }

  private void add(String name, BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] big = new byte[NEEDLE];
    System.arraycopy(bytes, bytes.length / 2, big, 0, NEEDLE);
    byte[] little = new byte[NEEDLE];
    for (int i = 0; i < NEEDLE; i++) {
      little[i] = big[NEEDLE - 1 - i];
    }
    // Java's BigInteger keeps 32-bit words in big-endian order, each in the machine's: on a
    // little-endian
    // one neither of the two. The words may start at any byte of ours, so all four phases are
    // needles.
    List<byte[]> all = new ArrayList<>(List.of(big, little));
    for (int phase = 0; phase < 4; phase++) {
      byte[] words = new byte[NEEDLE - 4];
      for (int i = 0; i < words.length; i++) {
        words[i] = big[phase + (i / 4) * 4 + 3 - i % 4];
      }
      all.add(words);
    }
    needles.put(name, all);
  }

  /** How often each number was found, zeroes included. */
  Map<String, Integer> scan(long pid) throws IOException {
    Map<String, Integer> hits = new LinkedHashMap<>();
    needles.keySet().forEach(name -> hits.put(name, 0));
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
        String[] field = line.split(" ", 3);
        String[] range = field[0].split("-", 2);
        if (field[1].startsWith("r") && !line.endsWith("[vvar]") && !line.endsWith("[vsyscall]")) {
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
      for (Map.Entry<String, List<byte[]>> needle : needles.entrySet()) {
        for (byte[] bytes : needle.getValue()) {
          hits.merge(needle.getKey(), count(chunk, length, bytes), Integer::sum);
        }
      }
    }
  }

  private static int count(byte[] haystack, int length, byte[] needle) {
    int count = 0;
    int last = Math.min(length - needle.length, CHUNK - 1);
    for (int i = 0; i <= last; i++) {
      if (haystack[i] == needle[0]
          && haystack[i + 1] == needle[1]
          && Arrays.equals(haystack, i, i + needle.length, needle, 0, needle.length)) {
        count++;
      }
    }
    return count;
  }

  /** Reads an unencrypted PKCS#8 PEM file. */
  static RSAPrivateCrtKey read(Path pem) throws IOException, GeneralSecurityException {
    String base64 =
        String.join("", Files.readAllLines(pem).stream().filter(l -> !l.startsWith("-")).toList());
    return (RSAPrivateCrtKey)
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  /**
   * Scans a process again and again while it works, and prints the most that was found at a time.
   *
   * @param args a PKCS#8 PEM file of the key, a process id, how many times to scan; status 1 if
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
