import { DOMParser } from '@xmldom/xmldom';
import { SettingsError } from '../errors.js';

/** The part of a DOM element that is used here. */
export interface XmlElement {
  readonly nodeName: string;
  readonly lineNumber?: number;
  readonly childNodes: Iterable<unknown>;
  getAttribute(name: string): string | null;
}

/**
 * @returns the root element
 * @throws SettingsError `config-xml-syntax` with the line of the first problem
 */
export function parseXml(text: string, path: string): XmlElement {
  const problems: { message: string; line: number | undefined }[] = [];
  const parser = new DOMParser({
    onError: (_level, message, context) => {
      problems.push({ message, line: context?.locator?.lineNumber });
    },
  });
  let root: XmlElement | null = null;
  try {
    root = parser.parseFromString(text, 'text/xml').documentElement;
  } catch (error) {
    problems.push({ message: (error as Error).message, line: undefined });
  }
  const [problem] = problems;
  if (root !== null && problem === undefined) return root;
  const line = Math.max(1, problem?.line ?? 1);
  throw new SettingsError('config-xml-syntax', `not well-formed XML: ${problem?.message ?? 'no element'}`, {
    hint: 'OMERO.web cannot read it either.',
    position: { path, line, code: text.split(/\r?\n/)[line - 1] ?? '' },
  });
}
