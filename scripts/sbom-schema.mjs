// Holds a bill of materials against CycloneDX's own schema, as its library on npm carries it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

const schemas = join(import.meta.dirname, '../node_modules/@cyclonedx/cyclonedx-library/res/schema');
const read = (name) => JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), 'utf8'));

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  formats: {
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
    'iri-reference': { validate: (text) => URL.canParse(text, 'https://example.org') && !/\s/.test(text) },
    'idn-email': /@/,
    uri: { validate: (text) => URL.canParse(text) },
  },
});
for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
  ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
}
const validate = ajv.compile(read('bom-1.6'));

/**
 * What is wrong with it, in the schema's words and what the schema can't say; nothing where it is right.
 *
 * @param {any} bill
 * @returns {string[]}
 */
export function problemsOf(bill) {
  const byShape = validate(bill)
    ? []
    : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
  if (byShape.length > 0) return byShape;
  const refs = refsIn([bill.metadata.component, ...bill.components]);
  const twice = refs.filter((ref, index) => refs.indexOf(ref) !== index);
  const named = bill.dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]);
  return [
    ...twice.map((ref) => `${ref} is there twice`),
    ...named.filter((ref) => !refs.includes(ref)).map((ref) => `${ref} is depended on, and is not there`),
  ];
}

function refsIn(components) {
  return components.flatMap((component) => [component['bom-ref'], ...refsIn(component.components ?? [])]);
}
