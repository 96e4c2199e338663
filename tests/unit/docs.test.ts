import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '#shared/errors.ts';
import { projectRoot } from '#studio/paths.ts';

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');
/** The first table of docs/cli.md: the others list words. */
const commandTable = (): string => /^\|.*\n(?:\|.*\n)+/m.exec(read('docs/cli.md'))![0];
const filesBelow = (folder: string, ...endings: string[]): string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => endings.some((ending) => file.endsWith(ending)));

const decisions = readdirSync(join(projectRoot, 'docs/adr')).filter((name) => /^\d{4}-/.test(name));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/cli.md',
  'docs/layouts.md',
  'docs/method.md',
  'docs/results.md',
  ...readdirSync(join(projectRoot, 'docs/adr')).map((name) => join('docs/adr', name)),
  ...filesBelow('packages', 'README.md').filter((file) => !file.includes('node_modules')),
];
const sources = [
  ...filesBelow('src', '.ts', '.vue'),
  ...filesBelow('scripts', '.mjs', '.py'),
  ...filesBelow('benchmarks', '.ts'),
  ...filesBelow('resources', '.mjs', '.py', '.md'),
];

const isPlaceholder = (path: string): boolean => /\bNAME\b/.test(path);

/** Paths from the project's root in running text or code. Placeholders (`NAME`, `<id>`, `…`) and patterns are none. */
function pathsIn(text: string): string[] {
  const found = text.matchAll(/(?<![\w/.@-])(?:src|docs|scripts|tests|benchmarks|resources|packages)\/[\w./-]*[\w/]/g);
  return [...found]
    .filter(({ 0: path, index }) => !/^[*{<…]/.test(text.slice(index + path.length)))
    .map(([path]) => path)
    .filter((path) => !isPlaceholder(path));
}

/** What of `names` a document says that is not there, as `document: name`. */
const missing = (files: readonly string[], namesIn: (text: string) => string[], isThere: (name: string) => boolean) =>
  files.flatMap((file) =>
    namesIn(read(file))
      .filter((name) => !isThere(name))
      .map((name) => `${file}: ${name}`),
  );
const captured = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!);

/** The program's commands as they declare themselves. */
async function allCommands(): Promise<Command[]> {
  const files = filesBelow('src/main/cli/commands', '.ts').map((file) => join(projectRoot, file));
  const modules = await Promise.all(files.map((file) => import(file) as Promise<Record<string, unknown>>));
  return modules.flatMap((module) =>
    Object.entries(module)
      .filter(([name]) => name.endsWith('Command'))
      .map(([, create]) => (create as () => Command)()),
  );
}
/** Names of the options of a command and of those below it; every program of ours takes --json. */
const optionsOf = (command: Command): Set<string> =>
  new Set(['--json', ...[command, ...command.commands].flatMap(({ options }) => options.map(({ long }) => long!))]);

describe('what the documents name', () => {
  it('is there: files and folders, in documents and in comments, hints and help texts', () => {
    const isThere = (path: string): boolean => existsSync(join(projectRoot, path));
    expect(missing([...documents, ...sources], pathsIn, isThere)).toEqual([]);
  });

  it('is there: what a document links to', () => {
    const links = documents.flatMap((file) =>
      captured(read(file), /\]\(([^)#:]+)(?:#[^)]*)?\)/g).map((link) => join(dirname(file), link)),
    );
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !existsSync(join(projectRoot, link)))).toEqual([]);
  });

  it('is there: source files by the end of their path', () => {
    const all = ['src', 'scripts', 'tests', 'benchmarks', 'resources', 'packages', 'docs'].flatMap((folder) =>
      filesBelow(folder, '.ts', '.vue', '.mjs', '.cjs'),
    );
    const named = (text: string): string[] =>
      captured(text, /`([\w./-]+\.(?:ts|vue|mjs|cjs))`/g).filter((name) => !isPlaceholder(name));
    const isThere = (name: string): boolean =>
      existsSync(join(projectRoot, name)) || all.some((file) => file.endsWith(`/${name}`));
    expect(documents.flatMap((file) => named(read(file))).length).toBeGreaterThan(5);
    expect(missing(documents, named, isThere)).toEqual([]);
  });

  it('is there: scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = (text: string): string[] => [
      ...captured(text, /npm run (?:-s |--silent )?([a-z][\w:-]*)/g),
      ...captured(text, /`npm (start|test)\b/g),
    ];
    expect(missing([...documents, ...sources], named, (name) => name in scripts)).toEqual([]);
  });

  it('is there: decisions by their numbers', () => {
    const numbers = (text: string): string[] => captured(text, /\bADRs? (\d{4})\b/g);
    const isThere = (number: string): boolean => decisions.some((name) => name.startsWith(number));
    expect(missing([...documents, ...sources], numbers, isThere)).toEqual([]);
  });
});

describe('what is there', () => {
  it('is in the list of decisions, each with its number', () => {
    const list = read('docs/adr/README.md');
    expect(captured(list, /\| \[\d{4}\]\(([^)]+)\)/g)).toEqual([...decisions].sort());
    for (const name of decisions) expect(read(join('docs/adr', name)).slice(0, 7)).toBe(`# ${name.slice(0, 4)} `);
  });

  it('is in the table of commands, and nothing else is', async () => {
    const told = captured(commandTable(), /^\| `([a-z]+)[ `]/gm);
    const names = (await allCommands()).map((command) => command.name());
    expect(names.length).toBeGreaterThan(8);
    expect(told.filter((name) => name !== 'npm').sort()).toEqual(names.sort());
  });

  it('takes the options that the table of commands names', async () => {
    const taken = new Map((await allCommands()).map((command) => [command.name(), optionsOf(command)]));
    const rows = commandTable()
      .split('\n')
      .filter((line) => /^\| `[a-z]+[ `]/.test(line) && !line.startsWith('| `npm'));
    const unknown = rows.flatMap((row) => {
      const [name] = captured(row, /^\| `([a-z]+)/g);
      const options = captured(row.split(/(?<!\\)\|/)[1]!, /(--[a-z-]+)/g);
      return options.filter((option) => !taken.get(name!)?.has(option)).map((option) => `${name} ${option}`);
    });
    expect(unknown).toEqual([]);
  });

  it('is in the table of errors, and nothing else is', () => {
    const table = read('docs/architecture.md').split('## Errors')[1]!.split('\nDecisions')[0]!;
    const told = table
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => captured(line.split('|')[1]!, /`([a-z-]+)`/g));
    expect(told.sort()).toEqual([...errorCodes].sort());
  });

  it('is thrown somewhere: every error code', () => {
    const program = filesBelow('src', '.ts')
      .filter((file) => file !== join('src', 'shared', 'errors.ts'))
      .map(read)
      .join('\n');
    expect(errorCodes.filter((code) => !program.includes(`'${code}'`))).toEqual([]);
  });
});
