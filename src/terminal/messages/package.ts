import type { PackageFindings } from '../../findings.js';
import type { Sentences } from './sentence.js';

/** The package beside OMERO.web, without which an edited settings.py stops the site. */
export const packageSentences: Sentences<keyof PackageFindings> = {
  'package-missing': ({ settings }) => ({
    message: 'django-cors-headers is not installed beside this OMERO.web, which would not start any more',
    hint: `Install the version that fits:  omero-cors install ${settings}\nOr say --without-package where an image build installs it later.`,
  }),
  'package-incompatible': ({ settings, version, reason }) => ({
    message: `django-cors-headers ${version} ${reason}`,
    hint: `Install the version that fits:  omero-cors install ${settings}`,
  }),
};
