package org.sshkr.process;

import java.lang.reflect.Proxy;

/**
 * The signal SIGUSR1, which means what a program says it means: signal(7). By reflection, since
 * javac warns of sun.misc, and no option silences it.
 */
public final class UserSignal {
  private UserSignal() {}

  /** Has {@code action} run, on a thread of its own, each time that the process gets SIGUSR1. */
  public static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              UserSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("USR1"), handling);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java runtime can't handle SIGUSR1", e);
    }
  }
}
