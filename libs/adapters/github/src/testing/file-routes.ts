import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { plainGit } from '@slipway/testing';
import { json, NoSuchThing, type DoubleAnswer, type DoubleCall, type DoubleRoutes } from './double-call.ts';
import type { GitHubDescription } from './github-description.ts';

type Fields = Record<string, unknown>;

const run = promisify(execFile);

/** That are told of one comparison. */
const mostCompared = 300;

const statuses: Readonly<Record<string, string>> = {
  ...{ A: 'added', C: 'copied', D: 'removed', M: 'modified', R: 'renamed', T: 'changed' },
};

/** What is in a repository: read from a real bare one. */
export class DoubleFiles {
  /** As GitHub calls who may see it. */
  isPrivate = true;
  /** Where it is cloned from; GitHub says its own address. */
  cloneUrl: string;
  readonly #fullName: string;
  readonly #git: string;
  readonly #description: GitHubDescription;

  constructor(fullName: string, git: string, description: GitHubDescription) {
    this.cloneUrl = `https://github.com/${fullName}.git`;
    this.#fullName = fullName;
    this.#git = git;
    this.#description = description;
  }

  routes(): DoubleRoutes {
    const repository = '/repos/{owner}/{repo}';
    const needs = { contents: 'read' } as const;
    return {
      [`GET ${repository}`]: { needs: { metadata: 'read' }, answer: () => this.#repository() },
      [`GET ${repository}/git/trees/{tree_sha}`]: { needs, answer: (call) => this.#tree(call) },
      [`GET ${repository}/git/blobs/{file_sha}`]: { needs, answer: (call) => this.#blob(call) },
      [`GET ${repository}/git/ref/{ref}`]: { needs, answer: (call) => this.#ref(call) },
      [`GET ${repository}/git/tags/{tag_sha}`]: { needs, answer: (call) => this.#tag(call) },
      [`GET ${repository}/compare/{basehead}`]: { needs, answer: (call) => this.#compare(call) },
    };
  }

  /** What `head` has changed since it has parted from `base`, as GitHub tells it. */
  async changed(base: string, head: string): Promise<{ readonly parted: string; readonly files: Fields[] }> {
    const parted = await this.#ask('merge-base', base, head);
    const raw = await this.#ask('diff-tree', '-r', '-z', '-M', '--raw', '--no-abbrev', parted, head);
    const words = raw.split('\0').filter((word) => word !== '');
    const [example = {}] = Object.values(this.#description.example('diff-entry-items')) as Fields[];
    const files: Fields[] = [];
    while (words.length > 0) {
      const [, , before = '', after = '', letter = ''] = (words.shift() ?? '').split(' ');
      const status = statuses[letter.charAt(0)] ?? 'unchanged';
      const previous = status === 'renamed' ? { previous_filename: words.shift() } : {};
      const sha = status === 'removed' ? before : after;
      files.push({ ...example, ...previous, filename: words.shift(), status, sha });
    }
    return { parted, files };
  }

  async #repository(): Promise<DoubleAnswer> {
    const [, name = ''] = this.#fullName.split('/');
    const { source, ...example } = this.#description.example('full-repository-default-response');
    return json({
      ...example,
      // The examples lack what the description asks for.
      ...{ language: null, source: { ...(source as Fields), language: null } },
      ...{ name, full_name: this.#fullName, private: this.isPrivate, clone_url: this.cloneUrl },
      default_branch: await this.#ask('symbolic-ref', '--short', 'HEAD'),
    });
  }

  async #tree({ parameters: { tree_sha: sha = '' } }: DoubleCall): Promise<DoubleAnswer> {
    const listed = await this.#ask('ls-tree', '-z', '-l', '--full-tree', sha);
    const tree = listed.split('\0').flatMap((record) => {
      const [, mode, type, id, size, path] = /^(\d+) (\w+) (\w+) +(\S+)\t(.*)$/s.exec(record) ?? [];
      return path === undefined
        ? []
        : [{ path, mode, type, sha: id, ...(type === 'blob' ? { size: Number(size) } : {}) }];
    });
    return json({ ...this.#description.example('git-tree-default-response'), sha, tree, truncated: false });
  }

  async #blob({ parameters: { file_sha: sha = '' } }: DoubleCall): Promise<DoubleAnswer> {
    await this.#ask('cat-file', '-e', sha);
    const { stdout } = await run('git', ['-C', this.#git, 'cat-file', 'blob', sha], {
      ...{ encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
    });
    // In lines, as GitHub gives it.
    const content = stdout.toString('base64').replaceAll(/.{60}/g, '$&\n');
    return json({ ...this.#description.example('blob'), sha, content, size: stdout.length });
  }

  async #ref({ parameters: { ref = '' } }: DoubleCall): Promise<DoubleAnswer> {
    const sha = await this.#ask('show-ref', '--verify', '--hash', `refs/${ref}`);
    const example = this.#description.example('git-ref');
    const object = { ...(example.object as Fields), sha, type: await this.#ask('cat-file', '-t', sha) };
    return json({ ...example, ref: `refs/${ref}`, object });
  }

  async #tag({ parameters: { tag_sha: tag = '' } }: DoubleCall): Promise<DoubleAnswer> {
    const written = await this.#ask('cat-file', 'tag', tag);
    const [, sha, type] = /^object (\w+)\ntype (\w+)\n/.exec(written) ?? [];
    const example = this.#description.example('git-tag');
    return json({ ...example, sha: tag, object: { ...(example.object as Fields), sha, type } });
  }

  async #compare({ parameters: { basehead = '' } }: DoubleCall): Promise<DoubleAnswer> {
    const [base = '', head = ''] = basehead.split('...');
    const { parted, files } = await this.changed(base, head);
    const example = this.#description.example('commit-comparison');
    return json({
      ...example,
      merge_base_commit: { ...(example.merge_base_commit as Fields), sha: parted },
      files: files.slice(0, mostCompared),
    });
  }

  /** What git says; where it fails there is no such thing. */
  async #ask(...args: readonly string[]): Promise<string> {
    try {
      return await plainGit(this.#git, ...args);
    } catch {
      throw new NoSuchThing();
    }
  }
}
