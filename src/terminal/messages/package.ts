import type { PackageFindings } from '../../findings.js';
import type { Sentences } from './sentence.js';

/** The package beside OMERO.web, without which an edited settings.py stops the site. */
export const packageSentences: Sentences<keyof PackageFindings> = {
  'package-missing': ({ settings, isNeeded }) => {
    const missing = 'django-cors-headers is not installed beside this OMERO.web';
    if (isNeeded === false) return { message: missing, hint: install(settings) };
    if (isNeeded) return { message: `${missing}, which does not start without it`, hint: install(settings) };
    return {
      message: `${missing}, which would not start any more`,
      hint: `${install(settings)}\nOr say --without-package where an image build installs it later.`,
    };
  },
  'package-incompatible': ({ settings, version, reason, django, needs }) => {
    const why = {
      'setting-removed':
        'does not start with CORS_REPLACE_HTTPS_REFERER, which OMERO.web sets (corsheaders.E013)',
      'django-too-old': `needs Django ${needs} or later, and this is ${django}`,
      'django-too-new': `does not run on Django ${needs} and later, and this is ${django}`,
    };
    return { message: `django-cors-headers ${version} ${why[reason]}`, hint: install(settings) };
  },
};

function install(settings: string): string {
  return `Install the version that fits:  omero-cors install ${settings}`;
}
