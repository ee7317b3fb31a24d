/** What ends a program from outside: Ctrl-C, `kill`, a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Takes over the signals that would end the program, so that it can end in order.
 *
 * @param onSignal called when one arrives; never in the middle of synchronous work
 * @returns what gives them back
 */
export function holdSignals(onSignal: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
