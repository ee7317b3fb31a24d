import { describe, expect, it } from 'vitest';
import type { PackageState } from '../../src/site/distributions.js';
import { describeVersions, planInstall } from '../../src/site/install-plan.js';
import type { Packages } from '../../src/site/packages.js';

function packagesOf(
  [omeroWeb, django, python]: readonly (string | undefined)[],
  corsHeaders: PackageState = { state: 'missing' },
  bundlesDjango = false,
): Packages {
  return {
    versions: { omeroWeb, django, python },
    corsHeaders,
    bundlesDjango,
    sitePackages: undefined,
    findings: [],
  };
}
const installed = (version: string): PackageState => ({ state: 'installed', version });
const pip = ['/py', '-m', 'pip', 'install'];

// The requirement for each OMERO.web is tested beside its table; here is what pip is told.
describe('the requirement, and the Django that is there', () => {
  it.each([
    [['5.4.10', '1.8.19', '2.7.18'], 'django-cors-headers<2.5', 'django==1.8.19'],
    [['5.13.0', '1.11.29', '3.8.18'], 'django-cors-headers<3.3', 'django==1.11.29'],
    [['5.14.0', '3.2.25', '3.8.18'], 'django-cors-headers==3.7.0', 'django==3.2.25'],
    [['5.33.2', '5.2.19', '3.12.1'], 'django-cors-headers==3.7.0', 'django==5.2.19'],
    // A copy of settings.py: Django alone tells.
    [[undefined, '1.8.19', '2.7.18'], 'django-cors-headers<2.5', 'django==1.8.19'],
  ])('%j', (versions, requirement, pin) => {
    expect(planInstall(packagesOf(versions), '/py', true)).toMatchObject({
      command: [...pip, requirement, pin],
      requirement,
    });
  });

  it('a Django that the server brought with it is no business of pip', () => {
    const packages = packagesOf(['4.4.12', '1.3.1', '2.6.6'], { state: 'missing' }, true);
    expect(planInstall(packages, '/py', false)).toMatchObject({
      command: [...pip, '--no-deps', 'django-cors-headers==1.1.0'],
    });
  });
});

describe('what is there already', () => {
  const today = ['5.33.2', '5.2.19', '3.12.1'];
  it.each([
    ['the version that is asked for', '3.7.0', today],
    ['another one that fits', '3.14.0', today],
    ['an old one that fits', '1.3.1', ['5.4.10', '1.8.19', '2.7.18']],
  ])('%s stays', (_, version, versions) => {
    expect(planInstall(packagesOf(versions, installed(version)), '/py', true)).toEqual({
      installed: version,
    });
  });
  it.each([
    ['4.0 and later with an OMERO.web that sets what it removed', '4.9.0', today],
    ['one for another Django', '2.4.1', today],
    ['one that needs a newer Django', '3.7.0', ['5.4.10', '1.8.19', '2.7.18']],
  ])('%s is replaced', (_, version, versions) => {
    expect(planInstall(packagesOf(versions, installed(version)), '/py', true)).toHaveProperty('command');
  });
  it('4.0 fits where nothing sets what it removed', () => {
    const packages = packagesOf([undefined, '5.2.19', '3.12.1'], installed('4.9.0'));
    expect(planInstall(packages, '/py', false)).toEqual({ installed: '4.9.0' });
  });
  it('code of unknown age is left to pip', () => {
    expect(planInstall(packagesOf(today, { state: 'unknown' }), '/py', true)).toHaveProperty('command');
  });
});

describe('refused', () => {
  it.each([
    ['no Django there', ['5.4.10', undefined, '2.7.18'], 'django-missing'],
    ['a Django that this OMERO.web never had', ['5.4.10', '4.2.1', '3.10.2'], 'nothing-fits'],
    ['a Django that nobody had', [undefined, '2.2.1', '3.8.1'], 'nothing-fits'],
  ])('%s', (_, versions, code) => {
    expect(() => planInstall(packagesOf(versions), '/py', true)).toThrow(expect.objectContaining({ code }));
  });
});

it.each([
  [['5.4', '1.8', '2.7'], 'OMERO.web 5.4, Django 1.8 and Python 2.7'],
  [[undefined, '1.8', '2.7'], 'Django 1.8 and Python 2.7'],
  [[undefined, undefined, '2.7'], 'Python 2.7'],
])('describes %j', (versions, words) => {
  expect(describeVersions(packagesOf(versions))).toBe(words);
});
