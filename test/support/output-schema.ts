import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

const schema = new URL('../../schema/output.schema.json', import.meta.url);
// What is odd in the schema is an error, in place of a line on stderr.
const ajv = new Ajv2020({ allowUnionTypes: true, strictTypes: true });
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));

/** What a command printed with --format json, held against the committed schema. */
export function parseOutput(stdout: string): ReturnType<typeof JSON.parse> {
  const output = JSON.parse(stdout);
  validate(output);
  expect(validate.errors).toBeNull();
  return output;
}
