import type { Era } from '../settings/model.js';
import type { Installation } from '../site/installation.js';

/** What was found around a settings.py, as the JSON of patch, revert and check has it; null: unknown. */
export function describeDetected(era: Era | undefined, installation: Installation | undefined) {
  const corsHeaders = installation?.corsHeaders;
  return {
    era: era ?? null,
    omeroWeb: installation?.omeroWeb ?? null,
    django: installation?.django ?? null,
    djangoCorsHeaders: corsHeaders?.state === 'installed' ? corsHeaders.version : null,
    python: installation?.python ?? null,
    configXml: installation?.config?.path ?? null,
  };
}
