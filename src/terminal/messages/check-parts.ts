import type { PartFact } from '../../check/parts.js';
import { quoteTyped } from '../../cors/quoting.js';

/** What holds for one part of CORS, in a few words. */
export function describePart(fact: PartFact): string {
  switch (fact.kind) {
    case 'unknown':
      return 'not known';
    case 'none':
      return 'missing';
    case 'app':
      return fact.app;
    case 'middleware':
      return fact.count === undefined
        ? `CorsMiddleware, ${ordinal(fact.position)} of those that are known`
        : `CorsMiddleware, ${ordinal(fact.position)} of ${fact.count}`;
    case 'everybody':
      return `every origin${onPaths(fact.urls)}`;
    case 'origins':
      return fact.origins.map(show).join(' ') + onPaths(fact.urls);
    case 'credentials':
      return fact.allowed ? "allowed: read with the visitor's session" : 'not allowed: public data only';
    case 'package':
      return describePackage(fact);
    case 'config':
      return fact.keys.length === 0 ? `${fact.path}` : `${fact.path}: ${fact.keys.join(', ')}`;
    case 'no-config':
      return "not found; OMERO.web's defaults are assumed";
  }
}

/** In quotes where a blank or worse is in it. */
function show(origin: string): string {
  return /^[!-~]+$/.test(origin) ? origin : quoteTyped(origin);
}

function ordinal(position: number): string {
  return position === 1 ? 'first' : `number ${position}`;
}

function onPaths(urls: string | undefined): string {
  return urls === undefined ? '' : `, on paths that match ${urls}`;
}

function describePackage({
  version,
  django,
  omeroWeb,
  python,
}: Extract<PartFact, { kind: 'package' }>): string {
  const beside = [
    ...(omeroWeb === undefined ? [] : [`OMERO.web ${omeroWeb}`]),
    ...(django === undefined ? [] : [`Django ${django}`]),
    ...(python === undefined ? [] : [`Python ${python}`]),
  ];
  const known = version ?? 'version not known (--python names the Python that runs OMERO.web)';
  return `django-cors-headers ${known}${beside.length === 0 ? '' : `; ${beside.join(', ')}`}`;
}
