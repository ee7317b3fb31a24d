import { fits } from '../../cors/compatibility.js';
import { REPLACE_HTTPS_REFERER } from '../../cors/settings-names.js';
import { hasCorsApp, hasCorsMiddleware } from '../cors-app.js';
import type { Judge } from './judge.js';

/** django-cors-headers beside this OMERO.web: there, and one that runs with its Django. */
export const judgePackage: Judge = (facts) => {
  const { installation, namespace, settings } = facts;
  const { corsHeaders, django, omeroWeb } = installation;
  if (corsHeaders.state === 'unknown') return [];
  if (corsHeaders.state === 'missing') {
    const isNeeded = hasCorsApp(facts) === true || hasCorsMiddleware(facts) === true;
    return [{ code: 'package-missing', severity: 'error', settings, isNeeded }];
  }
  const { version } = corsHeaders;
  const setsReferer = namespace.sets(REPLACE_HTTPS_REFERER);
  const verdict = fits({ corsHeaders: version, django, omeroWeb, setsReferer });
  if (verdict.fits) return [];
  return [
    {
      code: 'package-incompatible',
      severity: 'error',
      settings,
      version,
      reason: verdict.reason,
      django: django ?? '',
      needs: 'needs' in verdict ? verdict.needs : '',
    },
  ];
};
