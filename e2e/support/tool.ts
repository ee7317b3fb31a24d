import { join } from 'node:path';
import { virtualenv } from './python.js';

/** A program of the virtualenv with the tools that look at what is made for CI: `pre-commit`, `check-jsonschema`. */
export async function ciTool(name: string): Promise<string> {
  return join((await virtualenv('ci-tools')).folder, 'bin', name);
}
