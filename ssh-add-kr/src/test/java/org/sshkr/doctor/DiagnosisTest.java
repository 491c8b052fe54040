package org.sshkr.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sshkr.keyring.KeyringException;

/** The doctor's output, and its explanation in the document. */
class DiagnosisTest {
  private record Fixed(String subject, Finding finding) implements Check {
    @Override
    public Finding examine() {
      if (finding == null) {
        throw new KeyringException.Failed("unexpected");
      }
      return finding;
    }
  }

  private static final Check GOOD = new Fixed("kernel", new Finding.Ok("Linux \"6\""));
  private static final Check NOTED = new Fixed("agent", Trouble.AGENT_NOT_SET.found("none"));
  private static final Check BAD = new Fixed("quota", Trouble.QUOTA_FULL.found("full", "k."));

  private static Diagnosis of(Check... checks) {
    return new Doctor(List.of(checks)).examine();
  }

  @Test
  void linesAreAlignedWithTheCommandBelow() {
    assertThat(of(GOOD, NOTED, BAD).text("docs/troubleshooting.md"))
        .isEqualTo(
            """
            ok       kernel           Linux "6"
            note     agent            none
                                      fix: eval "$(ssh-agent-kr -s)"
            problem  quota            full
                                      fix: sudo sysctl k.maxkeys=2000 k.maxbytes=2000000
            1 problem, 1 note; see docs/troubleshooting.md""");
    assertThat(of(GOOD).text("docs/troubleshooting.md")).endsWith("\n0 problems, 0 notes");
  }

  @Test
  void problemsAreCountedNotNotes() {
    assertThat(of(GOOD, NOTED).problems()).isZero();
    assertThat(of(BAD, NOTED, BAD).problems()).isEqualTo(2);
  }

  @Test
  void jsonHasTheSame() {
    assertThat(of(GOOD, BAD).json())
        .isEqualTo(
            "{\"problems\":1,\"notes\":0,\"checks\":["
                + "{\"check\":\"kernel\",\"level\":\"ok\",\"id\":null,\"what\":\"Linux \\\"6\\\"\","
                + "\"fix\":null},{\"check\":\"quota\",\"level\":\"problem\",\"id\":\"quota-full\","
                + "\"what\":\"full\",\"fix\":\"sudo sysctl k.maxkeys=2000 k.maxbytes=2000000\"}]}");
  }

  @Test
  void answerThatSaysNothingIsANote() {
    assertThat(of(new Fixed("key type", null)).text("docs/troubleshooting.md"))
        .contains("note     key type", "unexpected");
  }

  /** The document has a section for each trouble, with the command, and no other. */
  @Test
  void everyTroubleIsExplained() throws IOException {
    // there, a long command continues after a backslash
    String document =
        Files.readString(Path.of("../docs/troubleshooting.md")).replace(" \\\n  ", " ");
    List<String> sections = List.of(document.split("\n### ", -1));
    for (Trouble trouble : Trouble.values()) {
      Finding finding =
          trouble.found("", trouble == Trouble.SOCKET_OPEN ? "SOCKET" : "kernel.keys.");
      String fix =
          finding instanceof Finding.Note note ? note.fix() : ((Finding.Problem) finding).fix();
      assertThat(sections)
          .as(trouble.id())
          .filteredOn(section -> section.startsWith(trouble.id() + "\n"))
          .singleElement()
          .asString()
          .contains("\n" + fix + "\n");
    }
    assertThat(sections).hasSize(Trouble.values().length + 1);
  }
}
