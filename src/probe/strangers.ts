/** An origin that has nothing to do with the one asked about; `.test` is reserved (RFC 6761). */
export const stranger = 'https://stranger.test';

/**
 * Origins that anybody could own and that a careless comparison takes for the given one: a regex without `$`,
 * one without `^`, one whose dots are any character, a host compared without its port.
 *
 * Left out are hosts below the same domain, which a regex may let in on purpose.
 *
 * @param origin `scheme://host[:port]` as a browser writes it
 */
export function lookAlikes(origin: string): readonly string[] {
  const { protocol, hostname, port } = new URL(origin);
  const origins = [`${protocol}//${hostname}:${otherPort(port)}`];
  if (hostname.startsWith('[')) return origins;
  origins.push(`${protocol}//${hostname}.evil.test`);
  const labels = hostname.split('.');
  if (labels.length < 2 || /^\d+$/.test(labels.at(-1) ?? '')) return origins;
  origins.push(`${protocol}//evil${labels.slice(labels.length > 2 ? 1 : 0).join('.')}`);
  if (labels.length < 3) return origins;
  const [domain, top] = labels.slice(-2);
  origins.push(`${protocol}//${labels.slice(0, -2).join('.')}x${domain}.${top}`);
  return origins;
}

/** The same host under the other scheme, which django-cors-headers before 3.0 does not tell apart. */
export function otherScheme(origin: string): string {
  return origin.startsWith('https:') ? origin.replace('https:', 'http:') : origin.replace('http:', 'https:');
}

/** A longer number that begins with the same digits where there is one, so that a missing `$` shows. */
function otherPort(port: string): string {
  if (port === '') return '8443';
  const longer = `${port}1`;
  return Number(longer) <= 65535 ? longer : String(Number(port) - 1);
}
