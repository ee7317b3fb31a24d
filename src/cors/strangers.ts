/** Hosts that no expression for somebody's viewers names. */
const STRANGERS = ['stranger.example', 'a.b.c.d.test'];

/**
 * Whether a rule for origins lets everybody in, which with credentials means that every web site may read with
 * the visitor's session: it takes strangers, be it of one scheme or on a port only.
 *
 * @param matches the rule
 */
export function admitsEverybody(matches: (origin: string) => boolean): boolean {
  const forms = ['https:', 'http:'].flatMap((scheme) => ['', ':8443'].map((port) => ({ scheme, port })));
  return forms.some(({ scheme, port }) => STRANGERS.every((host) => matches(`${scheme}//${host}${port}`)));
}
