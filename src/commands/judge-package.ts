import type { Finding } from '../findings.js';
import type { Installation } from '../site/installation.js';

/**
 * Why the edit must not be written now: gunicorn reads settings.py again whenever it replaces a worker, so an
 * app whose package is missing takes a running site down (measured: `Worker failed to boot`).
 *
 * @param settings as the user names it, for the command in the hint
 * @returns undefined where the package fits, and where nothing is known about it
 */
export function judgePackage({ corsHeaders }: Installation, settings: string): Finding | undefined {
  if (corsHeaders.state !== 'missing') return undefined;
  return { code: 'package-missing', severity: 'error', settings };
}
