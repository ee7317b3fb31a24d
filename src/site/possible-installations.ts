import type { Finding, Severity } from '../findings.js';
import type { Installation } from './installation.js';

/**
 * The installation with each config.xml that could be its own: what a command does is worked out with each, and
 * holds where all come to the same. Where it is clear which one counts, the installation as it is.
 */
export function possibleInstallations(
  installation: Installation,
): readonly [Installation, ...Installation[]] {
  const findings = installation.findings.filter((finding) => !isAmbiguity(finding));
  const [first, ...others] = installation.configCandidates.map((config) => {
    return { ...installation, config, findings };
  });
  return first === undefined ? [installation] : [first, ...others];
}

/** What one and the same command comes to with each of them: the first, and whether all are alike. */
export function compareOutcomes<T>(
  outcomes: readonly [T, ...T[]],
  essence: (outcome: T) => unknown,
): { readonly outcome: T; readonly isAlike: boolean } {
  const essences = new Set(outcomes.map((outcome) => JSON.stringify(essence(outcome))));
  return { outcome: outcomes[0], isAlike: essences.size === 1 };
}

/**
 * What is said about the installation, once it is known whether it matters which config.xml is meant.
 *
 * @param severity where it matters
 */
export function weighAmbiguity(
  { findings }: Installation,
  isAlike: boolean,
  severity: Severity,
): readonly Finding[] {
  return findings.map((finding) => {
    if (!isAmbiguity(finding)) return finding;
    // Of one that nobody could read, nobody can say that it comes to the same.
    const isEachRead = !findings.some(
      ({ code, file }) => code === 'config-unreadable' && finding.candidates.includes(file ?? ''),
    );
    return { ...finding, isAlike: isAlike && isEachRead, severity: isAlike ? 'info' : severity };
  });
}

function isAmbiguity(finding: Finding): finding is Finding<'config-ambiguous'> {
  return finding.code === 'config-ambiguous';
}
