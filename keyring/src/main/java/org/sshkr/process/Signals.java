package org.sshkr.process;

import com.sun.jna.Pointer;
import java.lang.reflect.Proxy;

/**
 * This process's reactions to signals: signal(7). Uses reflection, since javac warns of sun.misc,
 * and no option silences it.
 */
public final class Signals {
  private static final Class<?> SIGNAL = type("sun.misc.Signal");
  private static final Class<?> HANDLER = type("sun.misc.SignalHandler");
  private static final Object DEFAULT = defaultAction();
  private static final int SIGQUIT = 3;
  private static final Pointer DEFAULT_ACTION = Pointer.NULL;
  private static final Pointer IGNORE = new Pointer(1);

  private Signals() {}

  /**
   * Runs {@code action}, on a thread of its own, each time the process gets the signal, until the
   * signal's action is set again.
   *
   * @param name such as USR1
   * @return the action before, for {@link #restore}
   */
  public static Object handle(String name, Runnable action) {
    return set(
        name,
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {HANDLER},
            (proxy, method, arguments) -> {
              action.run();
              return null;
            }));
  }

  /** Restores the action that {@link #handle} returned. */
  public static void restore(String name, Object action) {
    set(name, action);
  }

  /** Restores the kernel's default action: it ends the process or stops it. */
  public static void restoreDefault(String name) {
    set(name, DEFAULT);
  }

  /**
   * Sends the signal to the calling thread. If its action is to stop the process, this returns when
   * the process continues. Java's own method refuses signals that Java does not handle.
   */
  public static void raise(String name) {
    try {
      LibC.raise((Integer) SIGNAL.getMethod("getNumber").invoke(signal(name)));
    } catch (ReflectiveOperationException e) {
      throw unable(e);
    }
  }

  /**
   * Makes the process ignore SIGQUIT, at which the JVM would print all its stacks and which Java
   * can't handle.
   *
   * @return the action before, for {@link #restoreQuit}
   */
  public static Object ignoreQuit() {
    return LibC.signal(SIGQUIT, IGNORE);
  }

  /** Restores the action that {@link #ignoreQuit} returned. */
  public static void restoreQuit(Object action) {
    LibC.signal(SIGQUIT, (Pointer) action);
  }

  /** Ends this program and its process group, as the quit character does. */
  public static void quit() {
    LibC.signal(SIGQUIT, DEFAULT_ACTION);
    LibC.kill(0, SIGQUIT);
  }

  private static Object set(String name, Object action) {
    try {
      return SIGNAL.getMethod("handle", SIGNAL, HANDLER).invoke(null, signal(name), action);
    } catch (ReflectiveOperationException e) {
      throw unable(e);
    }
  }

  private static Object signal(String name) throws ReflectiveOperationException {
    return SIGNAL.getConstructor(String.class).newInstance(name);
  }

  private static Object defaultAction() {
    try {
      return HANDLER.getField("SIG_DFL").get(null);
    } catch (ReflectiveOperationException e) {
      throw unable(e);
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw unable(e);
    }
  }

  private static IllegalStateException unable(Throwable cause) {
    return new IllegalStateException("this Java runtime can't handle signals", cause);
  }
}
