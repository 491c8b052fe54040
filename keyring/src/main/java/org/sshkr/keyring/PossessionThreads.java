package org.sshkr.keyring;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that possess a keyring. Possession belongs to a thread's credentials, not to the
 * process: a thread that was already running when another one linked the keyring still gets EACCES
 * (credentials(7), keyrings(7)). So every call into the kernel's keyrings runs on one of these
 * threads, and each first links the keyring to its own thread keyring. They end when idle, and
 * their thread keyrings with them.
 */
public final class PossessionThreads implements AutoCloseable {
  private static final long IDLE_SECONDS = 30;

  /** A piece of work that needs possession. */
  public interface Task<T> {
    /**
     * Does the work.
     *
     * @param keyring serial of the keyring, which the calling thread possesses
     */
    T run(int keyring);
  }

  /**
   * A thread that runs tasks itself instead of handing them on: those of the pool, and of {@link
   * #newThread}.
   */
  private static final class Possessor extends Thread {
    private final PossessionThreads owner;

    Possessor(PossessionThreads owner, Runnable work) {
      super(work);
      this.owner = owner;
    }
  }

  private final KeyringSelector selector;
  private final ThreadLocal<Integer> possessed;
  private final ThreadPoolExecutor threads;

  /** The one thread of {@link #reserve}; null unless that was called. */
  private volatile ExecutorService reserve;

  /**
   * Creates a pool; threads start later.
   *
   * @throws KeyringException.Unavailable if the library that they call is missing
   */
  public PossessionThreads(KeyringSelector selector, int count) {
    KeyctlLibrary.load();
    this.selector = selector;
    this.possessed = ThreadLocal.withInitial(selector::possess);
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            this::daemon);
    if (selector == KeyringSelector.PROCESS) {
      ProcessKeyring.run(threads::prestartAllCoreThreads);
    } else {
      threads.allowCoreThreadTimeOut(true);
    }
  }

  private Thread daemon(Runnable work) {
    Thread thread = new Possessor(this, work);
    thread.setName("keyring-" + selector.displayName());
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Keeps one thread that possesses the keyring until {@link #close}. Threads of {@link #newThread}
   * that get no keyring of their own because the user's quota is used up hand their work to it. If
   * it can't possess the keyring either, it tries again with each task.
   */
  public void reserve() {
    reserve = Executors.newSingleThreadExecutor(this::daemon);
    try {
      result(reserve.submit(possessed::get));
    } catch (KeyringException e) {
      // the next task will report it
    }
  }

  /**
   * Creates a thread that possesses the keyring itself: its {@link #call}s run on it, which saves
   * waking another thread. Each takes a key of the user's quota for its own keyring while it lives,
   * so these are for programs with a few threads. For the process keyring it is an ordinary thread,
   * since only {@link ProcessKeyring} can start others.
   */
  public Thread newThread(Runnable work) {
    if (selector == KeyringSelector.PROCESS) {
      return new Thread(work);
    }
    return new Possessor(this, work);
  }

  /**
   * Runs {@code task} on a thread that possesses the keyring, and waits for it.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public <T> T call(Task<T> task) {
    return isPossessor() ? possessor(task) : on(threads, task);
  }

  /**
   * Runs {@code task} as {@link #call} does, but never on the one reserved thread: for tasks that
   * take long.
   *
   * @throws KeyringException.QuotaFull if the calling thread is one of {@link #newThread} and gets
   *     no keyring of its own
   */
  public <T> T callHere(Task<T> task) {
    return isPossessor() ? task.run(possessed.get()) : on(threads, task);
  }

  private boolean isPossessor() {
    return Thread.currentThread() instanceof Possessor possessor
        && possessor.owner == this
        && !threads.isShutdown();
  }

  /** Runs a task on a thread of {@link #newThread}. */
  private <T> T possessor(Task<T> task) {
    int keyring;
    try {
      keyring = possessed.get();
    } catch (KeyringException.QuotaFull e) {
      if (reserve == null) {
        throw e;
      }
      return on(reserve, task);
    }
    return task.run(keyring);
  }

  private <T> T on(ExecutorService executor, Task<T> task) {
    Future<T> result;
    try {
      result = executor.submit(() -> task.run(possessed.get()));
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the keyring is closed", e);
    }
    return result(result);
  }

  private static <T> T result(Future<T> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | CancellationException e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new KeyringException.Failed("interrupted while waiting for the kernel");
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    if (reserve != null) {
      reserve.shutdown();
    }
  }

  @Override
  public String toString() {
    return "PossessionThreads[" + selector.displayName() + "]";
  }
}
