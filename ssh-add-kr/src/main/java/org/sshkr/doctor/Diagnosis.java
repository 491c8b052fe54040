package org.sshkr.doctor;

import java.util.List;
import java.util.stream.Collectors;
import org.sshkr.console.JsonText;

/** All findings, for people and for programs. */
public record Diagnosis(List<Line> lines) {
  private static final String FORMAT = "%-9s%-17s%s";

  /** The result of one check. */
  record Line(String subject, Finding finding) {}

  public Diagnosis {
    lines = List.copyOf(lines);
  }

  /** The number of problems. */
  public long problems() {
    return lines.stream().filter(line -> line.finding() instanceof Finding.Problem).count();
  }

  private long notes() {
    return lines.stream().filter(line -> line.finding() instanceof Finding.Note).count();
  }

  /**
   * Formats a line for each finding, followed by the command that fixes it.
   *
   * @param document the path of the document that explains each trouble
   */
  public String text(String document) {
    return lines.stream().map(Diagnosis::text).collect(Collectors.joining("\n"))
        + "\n"
        + count(problems(), "problem")
        + ", "
        + count(notes(), "note")
        + (problems() + notes() == 0 ? "" : "; see " + document);
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String text(Line line) {
    Finding finding = line.finding();
    String text = FORMAT.formatted(level(finding), line.subject(), finding.what());
    String fix = fix(finding);
    return fix == null ? text : text + "\n" + FORMAT.formatted("", "", "fix: " + fix);
  }

  private static String level(Finding finding) {
    if (finding instanceof Finding.Ok) {
      return "ok";
    }
    return finding instanceof Finding.Note ? "note" : "problem";
  }

  private static String fix(Finding finding) {
    if (finding instanceof Finding.Note note) {
      return note.fix();
    }
    return finding instanceof Finding.Problem problem ? problem.fix() : null;
  }

  private static String id(Finding finding) {
    if (finding instanceof Finding.Note note) {
      return note.trouble().id();
    }
    return finding instanceof Finding.Problem problem ? problem.trouble().id() : null;
  }

  /** Formats one JSON object in one line; the id and fix of an ok finding are null. */
  public String json() {
    return "{\"problems\":"
        + problems()
        + ",\"notes\":"
        + notes()
        + ",\"checks\":"
        + lines.stream().map(Diagnosis::json).collect(Collectors.joining(",", "[", "]"))
        + "}";
  }

  private static String json(Line line) {
    Finding finding = line.finding();
    return "{\"check\":"
        + JsonText.of(line.subject())
        + ",\"level\":"
        + JsonText.of(level(finding))
        + ",\"id\":"
        + orNull(id(finding))
        + ",\"what\":"
        + JsonText.of(finding.what())
        + ",\"fix\":"
        + orNull(fix(finding))
        + "}";
  }

  private static String orNull(String text) {
    return text == null ? "null" : JsonText.of(text);
  }
}
