package org.sshkr.ssh.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramingTest {
  @Test
  void messagesAreCutAndBounded() throws IOException {
    Framing stream = new Framing();
    byte[] two = {0, 0, 0, 1, 11, 0, 0, 0, 2, 27, 1};
    List<byte[]> whole = new ArrayList<>();
    for (int i = 0; i < two.length; i++) {
      whole.addAll(stream.add(two, i, 1));
    }
    assertThat(whole).containsExactly(new byte[] {11}, new byte[] {27, 1});
    assertThat(new Framing().add(two, 0, two.length)).hasSize(2);
    for (byte[] wrong :
        List.of(new byte[4], new byte[] {0, 4, 0, 1}, new byte[] {-1, -1, -1, -1})) {
      assertThatThrownBy(() -> new Framing().add(wrong, 0, 4)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void messageThatIsFramedIsCutOutAgain() throws IOException {
    byte[] frame = Framing.frame(new byte[] {11});
    assertThat(frame).containsExactly(0, 0, 0, 1, 11);
    assertThat(new Framing().add(frame, 0, frame.length)).containsExactly(new byte[] {11});
  }
}
