import { isWithin } from './version.js';

/** From the first version on, and below the second where there is one. */
type Range = readonly [from: string, below?: string];

interface Fitting {
  readonly omeroWeb: Range;
  readonly django: Range;
  readonly python: Range;
  /** What pip is asked for, behind the name of the package. */
  readonly requirement: string;
  readonly source: string;
}

/**
 * The one requirement for each OMERO.web. Every row was run: the middleware of the releases from 0.13 to 4.9.0
 * answering a request, on Django 1.3.7, 1.6.11, 1.7.11, 1.8.19 (Python 2.7), 1.11.29 (3.6, 3.8), 3.2.25, 4.0.10,
 * 4.1.13, 4.2.16 (3.8), 5.0.14, 5.1.15 and 5.2.9 (3.12).
 */
const FITTING: readonly Fitting[] = [
  {
    omeroWeb: ['4.4', '5.2'],
    django: ['1.3', '1.8'],
    python: ['2.6', '3'],
    requirement: '==1.1.0',
    source: 'the last release for Django before 1.7 (tox.ini at 1.1.0: 1.3 to 1.8; HISTORY 1.2.0 drops them)',
  },
  {
    omeroWeb: ['5.2', '5.3'],
    django: ['1.6', '1.7'],
    python: ['2.6', '2.7'],
    requirement: '==1.1.0',
    source: 'OMERO 5.2 on Python 2.6 comes with Django 1.6, as its forerunners',
  },
  {
    omeroWeb: ['5.2', '5.6'],
    django: ['1.8', '1.11'],
    python: ['2.7', '3'],
    requirement: '<2.5',
    source: 'HISTORY 2.5.0 drops Django 1.8 to 1.10; setup.py at 2.4.1 lists 1.8 to 2.1',
  },
  {
    omeroWeb: ['5.6', '5.14'],
    django: ['1.11', '2.0'],
    python: ['3.5'],
    requirement: '<3.3',
    source: 'HISTORY 3.3.0 drops Django 1.11; setup.py of omero-web 5.6.0 to 5.13.0: Django>=1.11,<2.0',
  },
  {
    omeroWeb: ['5.14', '6'],
    django: ['3.2', '5.3'],
    python: ['3.6'],
    requirement: '==3.7.0',
    source: 'setup.py of omero-web from 5.14.0 to 5.33.2: django-cors-headers==3.7.0',
  },
];

/** What is known of an installation; what is not known is left out. */
export interface Surroundings {
  readonly omeroWeb?: string | undefined;
  readonly django?: string | undefined;
  readonly python?: string | undefined;
}

/** `requirement` is what follows the package's name for pip. */
export type Requirement = Pick<Fitting, 'requirement' | 'source'>;

/**
 * The django-cors-headers that fits an installation.
 *
 * @returns undefined where what is known leaves several answers (nothing; OMERO.web 5.2 alone), or none (a
 *   Django that this OMERO.web never had)
 */
export function requirementFor({ omeroWeb, django, python }: Surroundings): Requirement | undefined {
  const possible = FITTING.filter(
    (row) =>
      isWithin(omeroWeb, ...row.omeroWeb) !== false &&
      isWithin(django, ...row.django) !== false &&
      isWithin(python, ...row.python) !== false,
  );
  const [row] = possible;
  return row !== undefined && possible.every(({ requirement }) => requirement === row.requirement)
    ? { requirement: row.requirement, source: row.source }
    : undefined;
}

/**
 * The Django that each django-cors-headers runs on. The lower bound is where its import fails or, if that is
 * higher, what its own metadata asks for; the upper bound is where its import fails, since releases run on
 * Djangos that came long after them (3.7.0 lists 3.2 as its last, and runs on 5.2).
 */
const RUNS_ON: readonly { readonly corsHeaders: Range; readonly django: Range; readonly source: string }[] = [
  { corsHeaders: ['0', '1.1'], django: ['1.3', '1.9'], source: 'imports django.db.models.loading' },
  { corsHeaders: ['1.1', '1.2'], django: ['1.3', '1.10'], source: 'CorsMiddleware takes no get_response' },
  { corsHeaders: ['1.2', '1.2.2'], django: ['1.7'], source: 'imports django.apps' },
  {
    corsHeaders: ['1.2.2', '2.5'],
    django: ['1.7', '3.0'],
    source: 'imports Python 2 names from django.utils',
  },
  { corsHeaders: ['2.5', '3.1'], django: ['1.11', '3.0'], source: 'imports django.utils.six' },
  { corsHeaders: ['3.1', '3.3'], django: ['1.11', '4.0'], source: 'calls Signal(providing_args=...)' },
  { corsHeaders: ['3.3', '3.5'], django: ['2.0'], source: 'install_requires' },
  { corsHeaders: ['3.5', '3.12'], django: ['2.2'], source: 'install_requires' },
  { corsHeaders: ['3.12', '4.6'], django: ['3.2'], source: 'install_requires' },
  { corsHeaders: ['4.6'], django: ['4.2'], source: 'dependencies in pyproject.toml' },
];

/** Why a django-cors-headers does not fit. */
export type Misfit =
  /** 4.0 removed CORS_REPLACE_HTTPS_REFERER, and its check refuses it; this OMERO.web sets it. */
  | { readonly fits: false; readonly reason: 'setting-removed' }
  /** It needs Django `needs` or later. */
  | { readonly fits: false; readonly reason: 'django-too-old'; readonly needs: string }
  /** It runs on no Django from `needs` on. */
  | { readonly fits: false; readonly reason: 'django-too-new'; readonly needs: string };

/** OMERO.web sets CORS_REPLACE_HTTPS_REFERER from this version on. */
const SETS_REFERER_SINCE = '5.3.2';

/** What an installed django-cors-headers is held against. */
export interface Installed extends Omit<Surroundings, 'python'> {
  readonly corsHeaders: string;
  /** The settings.py sets CORS_REPLACE_HTTPS_REFERER; left out, the version of omero-web tells. */
  readonly setsReferer?: boolean | undefined;
}

/**
 * Whether an installed django-cors-headers runs with this Django and this OMERO.web.
 *
 * @returns `fits: true` also where too little is known to say no
 */
export function fits({
  corsHeaders,
  django,
  omeroWeb,
  setsReferer = isWithin(omeroWeb, SETS_REFERER_SINCE),
}: Installed): { readonly fits: true } | Misfit {
  if (setsReferer && isWithin(corsHeaders, '4.0')) return { fits: false, reason: 'setting-removed' };
  const row = RUNS_ON.find((runs) => isWithin(corsHeaders, ...runs.corsHeaders));
  if (row === undefined) return { fits: true };
  const [from, below] = row.django;
  if (isWithin(django, from) === false) return { fits: false, reason: 'django-too-old', needs: from };
  if (below !== undefined && isWithin(django, below)) {
    return { fits: false, reason: 'django-too-new', needs: below };
  }
  return { fits: true };
}
