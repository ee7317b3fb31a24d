import type { Finding } from '../findings.js';
import { formatOrigin, type Origin, readOrigin } from './read-origin.js';
import type { CorsHeadersTarget } from './target.js';

/**
 * What the reader should know about the scheme of an origin that is written for this target: that one was
 * assumed, and how to name the other; or that one was named and django-cors-headers before 3.0 lets in the
 * host's pages whatever their scheme.
 */
export function noteOnScheme(
  origin: Origin,
  target: CorsHeadersTarget,
): Finding<'scheme-assumed' | 'scheme-not-compared'> | undefined {
  const written = formatOrigin(origin, target);
  if (target.schemes && origin.schemeAssumed) {
    return { code: 'scheme-assumed', severity: 'info', origin: written, instead: withOtherScheme(origin) };
  }
  if (!target.schemes && !origin.schemeAssumed) {
    return { code: 'scheme-not-compared', severity: 'info', origin: written };
  }
  return undefined;
}

/** From the typed form, since its port may be the assumed scheme's own and not the other's. */
function withOtherScheme({ scheme, typed }: Origin): string {
  const other = readOrigin(`${scheme === 'https' ? 'http' : 'https'}://${typed}`);
  return 'refused' in other ? typed : formatOrigin(other, { schemes: true });
}
