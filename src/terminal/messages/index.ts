import type { Finding, FindingCode } from '../../findings.js';
import { checkSentences } from './check.js';
import { configSentences } from './config.js';
import { corsSentences } from './cors.js';
import { limitsSentences } from './limits.js';
import { packageSentences } from './package.js';
import { planSentences } from './plan.js';
import type { Sentence, Sentences } from './sentence.js';
import { siteSentences } from './site.js';

const sentences: Sentences<FindingCode> = {
  ...limitsSentences,
  ...planSentences,
  ...packageSentences,
  ...corsSentences,
  ...siteSentences,
  ...configSentences,
  ...checkSentences,
};

/** Every finding in words. */
export function describeFinding<C extends FindingCode>(finding: Finding<C>): Sentence {
  const describe = sentences[finding.code] as (finding: Finding<C>) => Sentence;
  return describe(finding);
}
