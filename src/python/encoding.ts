import { SettingsError } from '../errors.js';
import type { Encoding } from '../files/source.js';

/** Encodings in which every ASCII byte means its ASCII character wherever it stands. */
const ASCII_BYTES =
  /^(?:latin|iso8859|iso88591|l1|cp125\d|windows125\d|cp437|cp850|cp1252|koi8[ru]|mac\w+|ascii|usascii|646)/;

/**
 * How the bytes of a Python file are read, after PEP 263: the byte order mark, then a coding line among the
 * first two, then UTF-8. Single-byte encodings are all read as Latin-1: we only look at ASCII and write
 * ASCII, so the bytes of everything else come back as they were.
 *
 * @throws SettingsError where the encoding could hide quotes and brackets in other characters, or the bytes
 *   are not what the file says
 */
export function detectEncoding(bytes: Buffer, path: string): Encoding {
  const declared = declaredEncoding(bytes);
  const name = declared?.name.toLowerCase().replace(/[-_.]/g, '') ?? 'utf8';
  if (name === 'utf8' || name === 'u8' || name === 'utf8sig') {
    if (isUtf8(bytes)) return 'utf8';
    throw new SettingsError('not-utf8', 'the file is not valid UTF-8 and has no coding line', {
      position: { path, line: lineOfBadByte(bytes) },
      hint: 'Python 3 would refuse it too. Save it as UTF-8, or name its encoding in line 1: # -*- coding: latin-1 -*-',
    });
  }
  if (ASCII_BYTES.test(name)) return 'latin1';
  throw new SettingsError('encoding-unsupported', `the encoding "${declared?.name}" is not supported`, {
    position: { path, line: declared?.line ?? 1 },
    hint: 'Save the file as UTF-8 and change its coding line.',
  });
}

function declaredEncoding(bytes: Buffer): { name: string; line: number } | undefined {
  const lines = bytes
    .subarray(0, 4096)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .split(/\r\n|\n|\r/, 2);
  for (const [index, text] of lines.entries()) {
    const name = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text)?.[1];
    if (name !== undefined) return { name, line: index + 1 };
    if (!/^[ \t\f]*(?:#.*)?$/.test(text)) return undefined;
  }
  return undefined;
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function lineOfBadByte(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  return text.slice(0, text.indexOf('\ufffd')).split('\n').length;
}
