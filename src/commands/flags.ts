import type { ColorChoice } from '../terminal/report.js';
import type { CommandInput } from './definition.js';

/** The flags of every command that shows a change and then makes it. */
export interface WriteFlags {
  readonly dryRun: boolean;
  readonly check: boolean;
  readonly yes: boolean;
  readonly format: 'text' | 'json';
  readonly color: ColorChoice;
}

export function readWriteFlags({ options }: CommandInput): WriteFlags {
  return {
    dryRun: options['dryRun'] === true,
    check: options['check'] === true,
    yes: options['yes'] === true,
    format: options['format'] === 'json' ? 'json' : 'text',
    color: (options['color'] as ColorChoice | undefined) ?? 'auto',
  };
}

/** The flags that say which origins are meant: of patch and config. */
export function readOriginFlags({ options }: CommandInput) {
  return {
    origins: (options['origin'] as string[] | undefined) ?? [],
    originRegexes: (options['originRegex'] as string[] | undefined) ?? [],
    allowAll: options['allowAll'] === true,
    credentials: options['credentials'] as boolean | undefined,
    urlsRegex: options['urlsRegex'] as string | undefined,
  };
}
