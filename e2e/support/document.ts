import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The fenced blocks of a document in docs/, in order: what is tested is what people copy.
 *
 * @param language as it stands behind the fence
 */
export function blocksOf(document: string, language: string): readonly string[] {
  const path = fileURLToPath(new URL(`../../docs/${document}`, import.meta.url));
  const fences = readFileSync(path, 'utf8').matchAll(/^```(\S+)\n([\s\S]*?)^```$/gm);
  return [...fences].filter(([, name]) => name === language).map(([, , text = '']) => text);
}

/** The one block that holds this text. */
export function blockWith(document: string, language: string, text: string): string {
  const found = blocksOf(document, language).filter((block) => block.includes(text));
  if (found.length !== 1) throw new Error(`${document} has ${found.length} ${language} blocks with ${text}`);
  return found[0] as string;
}
