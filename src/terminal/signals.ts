/** What asks a program to end. */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/**
 * Takes over signals that would end the program, so that it can end in order.
 *
 * @param onSignal called when one arrives; never in the middle of synchronous work
 * @returns what gives them back
 */
export function holdSignals(signals: readonly EndingSignal[], onSignal: () => void): () => void {
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
