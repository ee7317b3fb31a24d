import type { Edit } from '../files/edits.js';
import type { Finding } from '../findings.js';
import { readBoolean } from '../python/literals.js';
import type { Binding } from './bindings.js';
import type { SettingsModel } from './model.js';

/**
 * What `revert --all` leaves of somebody's own work: statements that can't be told apart from the rest of the file,
 * and the settings that say how far CORS goes, which count too where OMERO's configuration turns it on.
 *
 * @param edits what is taken out
 */
export function findLeftByHand(model: SettingsModel, edits: readonly Edit[]): readonly Finding[] {
  const isTakenOut = (start: number, end: number) =>
    edits.some((edit) => edit.start <= start && end <= edit.end);
  const seen = new Set<string>();
  return model.bindings.flatMap((binding): Finding[] => {
    const { name, kind, statement, line } = binding;
    const isLeft = name.startsWith('CORS_')
      ? !isTakenOut(statement.startIndex, statement.endIndex) && !isOmeros(model, binding)
      : placesOf(model, binding).some((offset) => !isTakenOut(offset, offset));
    if (!isLeft || seen.has(`${name} ${line}`)) return [];
    seen.add(`${name} ${line}`);
    const reason = kind === 'unclear' ? binding.reason : '';
    return [{ code: 'left-by-hand', severity: 'info', name, reason, line }];
  });
}

/** Where a statement about apps or middleware names corsheaders. */
function placesOf({ text, tree }: SettingsModel, { statement }: Binding): readonly number[] {
  const { startIndex, endIndex } = statement;
  return [...text.slice(startIndex, endIndex).matchAll(/\bcorsheaders\b/g)]
    .map(({ index }) => startIndex + index)
    .filter((offset) => tree.nodeAt(offset).type !== 'comment');
}

/** OMERO.web 5.3.2 and later have two CORS settings of their own, both True. */
function isOmeros({ bindings, mapped }: SettingsModel, binding: Binding): boolean {
  const { name, value } = binding;
  if (mapped.size === 0 || !/^CORS_(?:ALLOW_CREDENTIALS|REPLACE_HTTPS_REFERER)$/.test(name)) return false;
  const isFirst = bindings.find((other) => other.name === name) === binding;
  return isFirst && value !== undefined && readBoolean(value) === true;
}
