import { fits, requirementFor } from '../cors/compatibility.js';
import { SettingsError } from '../errors.js';
import type { Packages } from './packages.js';

/** What has to be done for django-cors-headers to be there. */
export type InstallPlan =
  /** Nothing: this version is there, and fits. */
  | { readonly installed: string }
  | {
      /** pip, word by word; no shell reads it. */
      readonly command: readonly string[];
      /** What is asked for: `django-cors-headers==3.7.0`. */
      readonly requirement: string;
      /** Where the requirement comes from. */
      readonly source: string;
    };

/**
 * Plans what pip is asked for: the one requirement that fits, and beside it the very Django that is there, or
 * pip would bring a newer one under OMERO.web.
 *
 * @param packages as the interpreter itself sees them
 * @param python the interpreter: an absolute path, or a name that PATH knows
 * @param setsReferer whether settings.py sets CORS_REPLACE_HTTPS_REFERER
 * @throws SettingsError `django-missing`, `nothing-fits`
 */
export function planInstall(packages: Packages, python: string, setsReferer: boolean): InstallPlan {
  const { versions, corsHeaders, bundlesDjango } = packages;
  const { django } = versions;
  if (django === undefined) {
    throw new SettingsError(
      'django-missing',
      `${python} has no Django: it can't be what runs this OMERO.web`,
      {
        hint: 'Name the interpreter that does: --python <python>',
      },
    );
  }
  if (corsHeaders.state === 'installed') {
    const { version } = corsHeaders;
    if (fits({ ...versions, corsHeaders: version, setsReferer }).fits) return { installed: version };
  }
  const fitting = requirementFor(versions);
  if (fitting === undefined) {
    throw new SettingsError(
      'nothing-fits',
      `no django-cors-headers is known to fit ${describeVersions(packages)}`,
      { hint: 'Is this the interpreter that runs OMERO.web? Otherwise name it: --python <python>' },
    );
  }
  const requirement = `django-cors-headers${fitting.requirement}`;
  // A Django that pip did not install it would install a second time.
  const beside = bundlesDjango ? ['--no-deps', requirement] : [requirement, `django==${django}`];
  return { command: [python, '-m', 'pip', 'install', ...beside], requirement, source: fitting.source };
}

/** `OMERO.web 5.4.10, Django 1.8.19 and Python 2.7.18`, as far as they are known. */
export function describeVersions({ versions }: Packages): string {
  const { omeroWeb, django, python } = versions;
  const known = [
    ...(omeroWeb === undefined ? [] : [`OMERO.web ${omeroWeb}`]),
    ...(django === undefined ? [] : [`Django ${django}`]),
    ...(python === undefined ? [] : [`Python ${python}`]),
  ];
  return known.length < 2 ? known.join('') : `${known.slice(0, -1).join(', ')} and ${known.at(-1)}`;
}
