import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { limits } from '@slipway/contracts';
import { InvalidInputError, NotFoundError, TooLargeError, type Issue } from '@slipway/kernel';
import { issueAt, parseResources, sourceFilesOf, type SlipwayResource } from '@slipway/resources';
import { UsageError } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { readText, readTextFile } from './read-text.ts';

export interface ResourceFile {
  /** As the user gave it; `-` for stdin. */
  readonly file: string;
  readonly text: string;
  readonly resources: readonly SlipwayResource[];
}

/** A file that a Job names under `spec.source.files`. */
export interface SourceFile {
  /** The resource file that names it. */
  readonly document: string;
  /** As the Job names it. */
  readonly path: string;
  readonly content: string;
}

export interface ReadResources {
  readonly documents: readonly ResourceFile[];
  readonly files: readonly SourceFile[];
}

/**
 * Reads and checks what `-f` names: files, folders (their YAML files, also below, that hold slipway.dev resources) and `-`
 * for stdin, with the source files that Jobs name beside them.
 * @throws InvalidInputError with the issues of all files, NotFoundError, TooLargeError, UsageError without any file.
 */
export async function readResources(
  invocation: Invocation,
  names: readonly string[],
): Promise<ReadResources> {
  if (names.length === 0) throw new UsageError('which file? name it: -f FILE, -f FOLDER, or -f - for stdin');
  const documents: ResourceFile[] = [];
  const issues: Issue[] = [];
  for (const { file, text } of await readTexts(invocation, names)) {
    invocation.sources.set(file, text);
    try {
      documents.push({ file, text, resources: parseResources(file, text) });
    } catch (error) {
      if (!(error instanceof InvalidInputError) || error.issues.length === 0) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) {
    const files = [...new Set(issues.map((issue) => issue.file))].join(', ');
    throw new InvalidInputError(
      `${files}: ${issues.length === 1 ? 'one problem' : `${String(issues.length)} problems`}`,
      { issues },
    );
  }
  const files = await readSources(invocation.cwd, documents);
  checkSize(documents, files);
  return { documents, files };
}

async function readTexts(
  { cwd, input }: Invocation,
  names: readonly string[],
): Promise<readonly { file: string; text: string }[]> {
  const texts = new Map<string, string>();
  for (const name of names) {
    if (name === '-') {
      texts.set('-', await readText(input, 'stdin', limits.documentBytes));
      continue;
    }
    const isFolder = await stat(path.resolve(cwd, name)).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) texts.set(name, await readTextFile(path.resolve(cwd, name), name, limits.documentBytes));
    else for (const [file, text] of await readFolder(cwd, name)) texts.set(file, text);
  }
  return [...texts].map(([file, text]) => ({ file, text }));
}

async function readFolder(cwd: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(path.resolve(cwd, folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) =>
      path.join(folder, path.relative(path.resolve(cwd, folder), path.join(entry.parentPath, entry.name))),
    )
    .filter((file) => !/(^|[/\\])(\.[^./\\]|node_modules[/\\])/.test(file))
    .sort();
  if (files.length > 10 * limits.applyItems)
    throw new TooLargeError(`${folder} has ${String(files.length)} YAML files: name the ones that you mean`);
  const texts = new Map<string, string>();
  for (const file of files) {
    const text = await readTextFile(path.resolve(cwd, file), file, limits.documentBytes);
    // Folders also hold YAML of other programs.
    if (text.includes('slipway.dev/')) texts.set(file, text);
  }
  if (texts.size === 0) throw new NotFoundError(`${folder} has no YAML file with a slipway.dev resource`);
  return texts;
}

async function readSources(cwd: string, documents: readonly ResourceFile[]): Promise<readonly SourceFile[]> {
  const sources = new Map<string, SourceFile>();
  for (const { file, resources } of documents) {
    const folder = file === '-' ? cwd : path.dirname(path.resolve(cwd, file));
    for (const resource of resources) {
      const { at, files } = sourceFilesOf(resource);
      for (const [index, name] of files.entries()) {
        const read = readSource(folder, name).catch((error: unknown) => {
          const message = error instanceof Error ? error.message : String(error);
          throw new InvalidInputError(`${file}: a source file can't be read`, {
            issues: [issueAt(resource, [...at, index], { message })],
          });
        });
        sources.set(`${file}\n${name}`, { document: file, path: name, content: await read });
      }
    }
  }
  return [...sources.values()];
}

/** Only from the folder of its resource file: a link must not carry a file from elsewhere into git. */
async function readSource(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  const [real, realFolder] = await Promise.all([realpath(file), realpath(folder)]).catch(() => {
    throw new NotFoundError(`there is no file ${name} beside it`);
  });
  if (!real.startsWith(realFolder + path.sep))
    throw new InvalidInputError(`${name} is a link out of its folder`);
  return readTextFile(file, name, limits.documentBytes);
}

function checkSize(documents: readonly ResourceFile[], files: readonly SourceFile[]): void {
  for (const [what, count] of [
    ['resource files', documents.length],
    ['source files', files.length],
  ] as const) {
    if (count > limits.applyItems)
      throw new TooLargeError(`${String(count)} ${what} at once: the bound is ${String(limits.applyItems)}`);
  }
  const bytes = [...documents.map(({ text }) => text), ...files.map(({ content }) => content)].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );
  if (bytes > limits.applyBytes)
    throw new TooLargeError(`${String(bytes)} bytes at once: the bound is ${String(limits.applyBytes)}`);
}
