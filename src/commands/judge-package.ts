import { fits } from '../cors/compatibility.js';
import type { Finding } from '../findings.js';
import type { Installation } from '../site/installation.js';
import { quoteWord } from '../site/shell-words.js';

/**
 * Why the edit must not be written now: gunicorn reads settings.py again whenever it replaces a worker, so an
 * app whose package is missing takes a running site down (measured: `Worker failed to boot`).
 *
 * @param path of settings.py as the user named it, for the command in the hint
 * @param text of settings.py
 * @returns undefined where the package fits, and where nothing is known about it
 */
export function judgePackage(
  { corsHeaders, django, omeroWeb }: Installation,
  path: string,
  text: string,
): Finding<'package-missing' | 'package-incompatible'> | undefined {
  const settings = quoteWord(path);
  if (corsHeaders.state === 'unknown') return undefined;
  if (corsHeaders.state === 'missing') return { code: 'package-missing', severity: 'error', settings };
  const { version } = corsHeaders;
  const setsReferer = /^CORS_REPLACE_HTTPS_REFERER\b/m.test(text);
  const verdict = fits({ corsHeaders: version, django, omeroWeb, setsReferer });
  if (verdict.fits) return undefined;
  const { reason } = verdict;
  const needs = 'needs' in verdict ? verdict.needs : '';
  return {
    code: 'package-incompatible',
    severity: 'error',
    settings,
    version,
    reason,
    django: django ?? '',
    needs,
  };
}
