import type { PlanFindings } from '../../findings.js';
import type { Sentences } from './sentence.js';

/** Why patch can't go on, and what the administrator does about it. */
export const planSentences: Sentences<keyof PlanFindings> = {
  'loader-missing': () => ({
    message: 'there is no load_server_list() at the top level of this file',
    hint: 'Is it the settings.py of OMERO.web 4.4 or later? Other Django projects, and older ones, have no such function.',
  }),
  'loader-repeated': (finding) => ({
    message: `load_server_list() is defined a second time; the first is in line ${finding.firstLine}`,
    hint: 'Remove one of the two.',
  }),
  'setting-missing': (finding) => ({
    message: `${finding.name} is not assigned in this file`,
    hint: 'Is it the settings.py of OMERO.web itself, and whole?',
  }),
  'setting-not-plain': (finding) => ({
    message: `${finding.name} is ${finding.reason}, so it can't be told what it holds when OMERO.web starts`,
    hint: `Assign ${finding.name} once, at the top level of the file, or make the edit by hand as below.`,
  }),
  'setting-repeated': (finding) => ({
    message: `${finding.name} is assigned again; the first time is in line ${finding.firstLine}`,
    hint: 'Join the two, or make the edit by hand as below.',
  }),
  'setting-after-loader': (finding) => ({
    message: `${finding.name} is set behind load_server_list() in line ${finding.before}, where it overrides what is written before it`,
    hint: 'Move the statement above the loader, or remove it.',
  }),
  'setting-after-block': (finding) => ({
    message: `${finding.name} is set behind the block of omero-cors in line ${finding.before}, and so overrides it`,
    hint: 'Move the statement above the block, or take the block out with "omero-cors revert" and patch again.',
  }),
  'setting-name-computed': ({ how, before }) =>
    before === undefined
      ? {
          message: `${how} sets settings here whose names only a run of this file tells: one that patch adds to, or that mutes what it writes, may be among them`,
          hint: 'If it touches the apps, the middleware or CORS, ask the running server afterwards: omero-cors probe.',
        }
      : {
          message: `${how} sets settings here whose names only a run of this file tells, behind line ${before}, where it may override what patch writes`,
          hint: 'Move it above load_server_list(), or remove it.',
        },
  'value-not-literal': (finding) => ({
    message: `the value of ${finding.name} is no list or tuple of strings that can be read here`,
    hint: "A single entry needs a comma: ('entry',). A computed value takes the edit by hand as below.",
  }),
  'value-not-boolean': (finding) => ({
    message: `the value of ${finding.name} is neither True nor False, so it can't be told who may read`,
    hint: 'Write True or False, or make the edit by hand as below.',
  }),
  'app-spelled-twice': ({ name, other, byConfig }) => ({
    message: `corsheaders would be installed as ${name} and${byConfig ? ', by omero.web.apps,' : ''} as ${other}: Django does not start with one app under two names`,
    hint: "Write 'corsheaders' wherever it is named, in omero.web.apps too: the block keeps that once.",
  }),
  'middleware-twice': () => ({
    message: 'both MIDDLEWARE and MIDDLEWARE_CLASSES are set, and only one of them counts',
    hint: 'Remove the one that this Django does not read: MIDDLEWARE_CLASSES from Django 1.10 on.',
  }),
  'block-edited': (finding) => ({
    message: `${finding.name} in the block of omero-cors was edited, so it can't be told what it holds`,
    hint: 'Write it as patch does, one plain value or a list of plain strings, or take the block out with "omero-cors revert" and patch again.',
  }),
  'new-name-set': (finding) => ({
    message: mutes(finding.name),
    hint: `Add the origin there, or remove ${finding.name} and run patch again.`,
  }),
  'new-name-configured': (finding) => ({
    message: `omero.web.django_additional_settings sets ${mutes(finding.name)}`,
    hint: 'Add the origin there ("omero-cors config" prints the lines), or remove it and run patch again.',
  }),
  'config-sets-origins': (finding) => ({
    message: `OMERO's configuration sets ${finding.keys}, which the block would override`,
    hint: 'Add the origin to the configuration ("omero-cors config" prints the lines), or let the file have the last word with --replace.',
  }),
  'allow-all-by-hand': () => ({
    message: 'CORS_ORIGIN_ALLOW_ALL is True, so every origin may read already',
    hint: 'Say --replace to allow the named origins only, or --allow-all to keep it so.',
  }),
  'entry-harmful': ({ entry, instead }) => ({
    message: `the entry ${JSON.stringify(entry)} in CORS_ORIGIN_WHITELIST would keep OMERO.web from starting, or let "Origin: null" in, once CORS is on`,
    hint: `${instead === '' ? 'Remove it' : `Write it as ${instead}${orHttp(entry, instead)}`}, or let the origins that you name count alone with --replace.`,
  }),
  'allow-all-needs-choice': () => ({
    message:
      "where CORS_ALLOW_CREDENTIALS is on, letting every origin in lets every web site read OMERO with the visitor's session",
    hint: 'Say which is meant: --no-credentials (public data only), or --credentials.',
  }),
  'allow-all-kept': () => ({
    message:
      "an earlier --allow-all is in force, and with --credentials every web site could read OMERO with the visitor's session",
    hint: 'Say --replace to allow the named origins only, or --allow-all to mean every site.',
  }),
  'comment-dropped': ({ comment }) => ({
    message: `the comment goes, as what it stands beside is written anew: ${comment}`,
    hint: 'A comment beside an entry that stays is kept, and one between the statements too.',
  }),
  'left-by-hand': ({ name, reason }) => ({
    message: describeLeft(name, reason),
    hint: 'Remove it by hand if nothing needs it any more.',
  }),
};

function describeLeft(name: string, reason: string): string {
  if (reason !== '') return `${name} stays: it is ${reason}`;
  if (!name.startsWith('CORS_')) return `corsheaders stays in ${name}, since the value is no plain list`;
  return `${name} stays: it says how far CORS goes, also where OMERO's configuration turns it on`;
}

/** Where the entry names no scheme, ours is an assumption. */
function orHttp(entry: string, instead: string): string {
  const [, scheme = ''] = /^(https?):/.exec(instead) ?? [];
  if (scheme === '' || entry.includes('://')) return '';
  return ` (with ${scheme === 'https' ? 'http' : 'https'}:// if its pages come by that)`;
}

function mutes(name: string): string {
  return `${name} is set, and django-cors-headers 3.5 and later ignore the old name beside it`;
}
