import { describe, expect, test } from 'vitest';
import { fits, requirementFor } from '../../src/cors/compatibility.js';

describe('requirementFor', () => {
  test.each([
    // OMERO, Django, Python
    ['4.4.12', '1.3.1', '2.6.6', '==1.1.0'],
    ['4.4.12-ice34-b116', undefined, undefined, '==1.1.0'],
    ['5.0.8', undefined, undefined, '==1.1.0'],
    ['5.1.4', '1.6.11', '2.7.18', '==1.1.0'],
    ['5.2.8', undefined, '2.6.6', '==1.1.0'],
    ['5.2.8', '1.6.11', undefined, '==1.1.0'],
    ['5.2.8', '1.8.19', undefined, '<2.5'],
    ['5.2.8', undefined, '2.7.18', '<2.5'],
    ['5.3.5', undefined, undefined, '<2.5'],
    ['5.4.10-ice36-b105', '1.8.19', '2.7.18', '<2.5'],
    ['5.5.1', undefined, undefined, '<2.5'],
    ['5.6.0', '1.11.29', '3.6.15', '<3.3'],
    ['5.6.0', undefined, undefined, '<3.3'],
    ['5.9.2', '1.11.29', undefined, '<3.3'],
    ['5.13.0', undefined, '3.8', '<3.3'],
    ['5.14.0', undefined, undefined, '==3.7.0'],
    ['5.14.0.rc1', '3.2', '3.6', '==3.7.0'],
    ['5.22.1', '4.1.13', '3.8', '==3.7.0'],
    ['5.29.3', '4.2.16', '3.9', '==3.7.0'],
    ['5.30.1', '5.1.15', '3.12', '==3.7.0'],
    ['5.33.2', '5.2.9', '3.13', '==3.7.0'],
    ['5.40.0', undefined, undefined, '==3.7.0'],
    // Django alone tells too.
    [undefined, '1.3.1', undefined, '==1.1.0'],
    [undefined, '1.6.11', '2.7', '==1.1.0'],
    [undefined, '1.8.19', undefined, '<2.5'],
    [undefined, '1.11.29', undefined, '<3.3'],
    [undefined, '5.2rc1', undefined, '==3.7.0'],
    // The only OMERO.web on this Python.
    [undefined, undefined, '2.6.6', '==1.1.0'],
    [undefined, undefined, '3.5.3', '<3.3'],
    // A version that cannot be read is not known.
    ['UNKNOWN', '4.2.16', undefined, '==3.7.0'],
  ])('OMERO.web %s, Django %s, Python %s: %s', (omeroWeb, django, python, requirement) => {
    expect(requirementFor({ omeroWeb, django, python })).toEqual({ requirement, source: expect.any(String) });
  });

  test.each([
    ['nothing is known', undefined, undefined, undefined],
    ['Python alone tells nothing', undefined, undefined, '3.8'],
    ['5.2 ran on two Djangos', '5.2.8', undefined, undefined],
    ['no OMERO.web ran on Django 2 or 3.1', undefined, '2.2.28', undefined],
    ['no OMERO.web ran on Django 2 or 3.1', undefined, '3.1.14', undefined],
    ['nor on Django 6 so far', undefined, '6.0', undefined],
    // pip upgraded Django under an OMERO.web that cannot run with it.
    ['the Django is not of this OMERO.web', '5.13.0', '4.2.16', undefined],
    ['the Django is not of this OMERO.web', '5.33.2', '1.11.29', undefined],
    ['the Python is not of this OMERO.web', '5.33.2', '5.2.9', '2.7.18'],
    ['the Python is not of this OMERO.web', '5.4.10', undefined, '3.8'],
    ['before 4.4 there is no loader', '4.3.4', undefined, undefined],
    ['OMERO.web 6 is not out', '6.0.0', undefined, undefined],
    ['neither can be read', 'UNKNOWN', 'UNKNOWN', '3.8'],
  ])('none: %s', (_, omeroWeb, django, python) => {
    expect(requirementFor({ omeroWeb, django, python })).toBeUndefined();
  });
});

describe('fits', () => {
  test.each([
    // The pairs that answered a request when they were run.
    ['1.1.0', '1.3.7', '4.4.12'],
    ['1.1.0', '1.6.11', '5.1.4'],
    ['0.13', '1.8.19', '5.2.8'],
    ['1.3.1', '1.8.19', '5.3.5'],
    ['2.4.1', '1.8.19', '5.5.1'],
    ['2.1.0', '1.11.29', '5.6.0'],
    ['2.5.3', '1.11.29', '5.6.0'],
    ['3.0.2', '1.11.29', '5.13.0'],
    ['3.2.1', '1.11.29', '5.13.0'],
    ['1.2.1', '3.2.25', undefined],
    ['3.2.1', '3.2.25', '5.14.0'],
    ['3.6.0', '3.2.25', '5.14.0'],
    ['3.7.0', '3.2.25', '5.14.0'],
    ['3.7.0', '4.2.16', '5.29.3'],
    ['3.7.0', '5.2.9', '5.33.2'],
    ['3.14.0', '5.2.9', '5.33.2'],
    // Too little is known to say no.
    ['3.7.0', undefined, '5.33.2'],
    ['2.4.1', undefined, undefined],
    ['4.9.0', '5.2.9', undefined],
    ['4.9.0', undefined, 'UNKNOWN'],
    ['UNKNOWN', '5.2.9', '5.33.2'],
    // Before 5.3.2 OMERO.web did not set what 4.0 removed.
    ['4.9.0', undefined, '5.3.1'],
  ])('django-cors-headers %s with Django %s and OMERO.web %s', (corsHeaders, django, omeroWeb) => {
    expect(fits({ corsHeaders, django, omeroWeb })).toEqual({ fits: true });
  });

  test.each([
    ['4.0.0', '3.2.25', '5.14.0'],
    ['4.9.0', '5.2.9', '5.33.2'],
    ['4.9.0', undefined, '5.3.2'],
    ['10.0', undefined, '5.33.2'],
  ])(
    '%s removed a setting that OMERO.web sets (Django %s, OMERO.web %s)',
    (corsHeaders, django, omeroWeb) => {
      expect(fits({ corsHeaders, django, omeroWeb })).toEqual({ fits: false, reason: 'setting-removed' });
    },
  );

  test('the settings.py itself tells better than the version', () => {
    expect(fits({ corsHeaders: '4.9.0', setsReferer: true })).toEqual({
      fits: false,
      reason: 'setting-removed',
    });
    expect(fits({ corsHeaders: '4.9.0', omeroWeb: '5.33.2', setsReferer: false })).toEqual({ fits: true });
    expect(fits({ corsHeaders: '3.14.0', setsReferer: true })).toEqual({ fits: true });
  });

  test.each([
    ['1.2.0', '1.6.11', '1.7'],
    ['2.4.1', '1.6.11', '1.7'],
    ['2.5.0', '1.8.19', '1.11'],
    ['3.2.1', '1.8.19', '1.11'],
    ['3.3.0', '1.11.29', '2.0'],
    ['3.7.0', '1.11.29', '2.2'],
    ['3.14.0', '3.1.14', '3.2'],
    ['4.6.0', '3.2.25', '4.2'],
  ])('%s on Django %s needs %s', (corsHeaders, django, needs) => {
    expect(fits({ corsHeaders, django })).toEqual({ fits: false, reason: 'django-too-old', needs });
  });

  test.each([
    ['1.0.0', '1.11.29', '1.9'],
    ['1.1.0', '1.11.29', '1.10'],
    ['1.2.2', '3.2.25', '3.0'],
    ['1.3.1', '3.2.25', '3.0'],
    ['2.4.1', '3.2.25', '3.0'],
    ['3.0.2', '3.2.25', '3.0'],
    ['3.2.1', '4.2.16', '4.0'],
  ])('%s on Django %s runs on none from %s on', (corsHeaders, django, needs) => {
    expect(fits({ corsHeaders, django })).toEqual({ fits: false, reason: 'django-too-new', needs });
  });

  test('what is asked for fits', () => {
    const latest = { '==1.1.0': '1.1.0', '<2.5': '2.4.1', '<3.3': '3.2.1', '==3.7.0': '3.7.0' };
    for (const django of [
      '1.3.1',
      '1.6.11',
      '1.8.19',
      '1.11.29',
      '3.2.25',
      '4.0',
      '4.2.16',
      '5.0',
      '5.2.9',
    ]) {
      const requirement = requirementFor({ django })?.requirement as keyof typeof latest;
      expect(fits({ corsHeaders: latest[requirement], django })).toEqual({ fits: true });
    }
  });
});
