/** One instruction of a Dockerfile, as far as those in our documents go. */
export type Instruction =
  | { readonly kind: 'from'; readonly image: string }
  | { readonly kind: 'arg'; readonly name: string; readonly value: string }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'copy'; readonly source: string; readonly target: string }
  | { readonly kind: 'run'; readonly script: string; readonly mounts: readonly Mount[] };

/** `--mount=type=bind`: a file of the context that is there for one RUN. */
export interface Mount {
  readonly source: string;
  readonly target: string;
}

/** Reads a Dockerfile. Fails on whatever our documents do not use. */
export function readDockerfile(text: string): Instruction[] {
  const lines = text
    .replaceAll(/\\\n/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return readInstruction(word, rest);
  });
}

function readInstruction(word: string, rest: string): Instruction {
  switch (word) {
    case 'FROM':
      return { kind: 'from', image: rest };
    case 'ARG': {
      const [, name = '', value = ''] = /^(\w+)=(\S*)$/.exec(rest) ?? [];
      if (name !== '') return { kind: 'arg', name, value };
      break;
    }
    case 'USER':
      return { kind: 'user', name: rest };
    case 'COPY': {
      const [source = '', target = '', ...more] = rest.split(' ');
      if (!source.startsWith('-') && target !== '' && more.length === 0)
        return { kind: 'copy', source, target };
      break;
    }
    case 'RUN': {
      const script = rest.replace(/^(?:--mount=\S+\s+)*/, '');
      const options = rest.slice(0, rest.length - script.length).trim();
      const mounts = options === '' ? [] : options.split(/\s+/).map(readMount);
      return { kind: 'run', script, mounts };
    }
  }
  throw new Error(`an instruction that this reads not: ${word} ${rest}`);
}

function readMount(option: string): Mount {
  const [, source = '', target = ''] = /^--mount=type=bind,source=([^,]+),target=([^,]+)$/.exec(option) ?? [];
  if (source === '') throw new Error(`a mount that this reads not: ${option}`);
  return { source, target };
}
