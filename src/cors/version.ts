/**
 * The numbers of a version, `[5, 33, 2]`. What follows them is left out on purpose: a pre-release (`5.2rc1`,
 * `5.14.0.rc1`, `5.7.dev1`) has the code and the requirements of the release that it leads to, which is what
 * the tables here ask for, and OMERO before 5.6 hangs its build on (`5.4.10-ice36-b105`).
 */
export type Release = readonly number[];

const VERSION = /^v?(\d{1,9}(?:\.\d{1,9})*)(?:[-_.+]?[a-z].*|-\d+)?$/i;

/**
 * @param text a version as Python packages and OMERO write it
 * @returns its numbers, or undefined where it is none
 */
export function readRelease(text: string): Release | undefined {
  return VERSION.exec(text.trim())?.[1]?.split('.').map(Number);
}

/** Negative, zero or positive as `a` is older, the same or newer; missing numbers count as 0. */
export function compareReleases(a: Release, b: Release): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether a version lies in a range.
 *
 * @param version as found; undefined where it is not known
 * @param from the first version of the range, included
 * @param below the first version after it; left out, the range has no end
 * @returns undefined where the version is not known or is none
 */
export function isWithin(version: string | undefined, from: string, below?: string): boolean | undefined {
  const release = version === undefined ? undefined : readRelease(version);
  if (release === undefined) return undefined;
  return (
    compareReleases(release, bound(from)) >= 0 &&
    (below === undefined || compareReleases(release, bound(below)) < 0)
  );
}

function bound(text: string): Release {
  const release = readRelease(text);
  if (release === undefined) throw new RangeError(`${text} is no version`);
  return release;
}
