package org.sshkr.doctor;

import java.nio.file.Path;
import java.util.List;
import org.sshkr.console.Configuration;
import org.sshkr.console.UsageException;

/** Whether the two programs can read their configuration. */
record ConfigurationFiles(Configuration configuration) implements Check {
  @Override
  public String subject() {
    return "configuration";
  }

  @Override
  public Finding examine() {
    try {
      for (Configuration.Program program : Configuration.Program.values()) {
        configuration.before(program, new String[0]);
      }
    } catch (UsageException e) {
      return Trouble.CONFIGURATION_WRONG.found(e.getMessage());
    }
    List<Path> files = configuration.files();
    return new Finding.Ok(
        files.isEmpty()
            ? "there is none: all is at its default"
            : String.join(", ", files.stream().map(Path::toString).toList()));
  }
}
