import type { ConfigFindings } from '../../findings.js';
import { quoteWord } from '../../site/shell-words.js';
import type { Sentences } from './sentence.js';

/** What keeps OMERO's configuration from turning CORS on. */
export const configSentences: Sentences<keyof ConfigFindings> = {
  'config-not-a-list': ({ key }) => ({
    message: `${key} is no JSON list, so \`omero config append\` would end with an error`,
    hint: `OMERO.web does not start with it either. See: omero config get ${key}`,
  }),
  'config-mutes': ({ name, key, entry }) => ({
    message: `${key} sets ${name}, which would leave these lines without effect`,
    hint: `Take it out first, and name its origins here:\nomero config remove ${key} ${quoteWord(entry)}`,
  }),
  'config-entry-harmful': ({ key, entry }) => ({
    message: `${key} has ${entry}, with which OMERO.web would not start, or would let "Origin: null" in, once CORS is on`,
    hint: `Take it out first, and name the origin here as browsers send it:\nomero config remove ${key} ${quoteWord(entry)}`,
  }),
  'config-allows-all': ({ key }) => ({
    message: `${key} lets in every origin already, so naming some changes nothing`,
    hint: `To let in only those that are named: omero config set ${key} false`,
  }),
  'config-reset': ({ folder }) => ({
    message: 'config.xml is made anew at each start: what is typed into a shell is gone after a restart',
    hint: `Put the lines into a file of ${folder}: --format omero prints them for it.`,
  }),
  'file-overrides-config': ({ settings }) => ({
    message: 'this file sets CORS itself, which overrides what the configuration says',
    hint: `Once the lines are in: omero-cors revert ${quoteWord(settings)}`,
  }),
  'file-names-app': ({ settings }) => ({
    message:
      "'corsheaders' is in INSTALLED_APPS by hand: with the configuration naming it too, OMERO.web would not start",
    hint: `Take it out first: omero-cors revert --all ${quoteWord(settings)}`,
  }),
};
