import { foldCase, layout, ownerOf, pathProblem, secretIssues } from '@slipway/changes';
import { findingOf, type Finding, type FindingLevel } from './finding.ts';
import { planLimits } from './limits.ts';
import type { FileChange, Snapshot } from './snapshot.ts';

/**
 * What is wrong with changed paths and the bytes below them, whatever they mean: names that no disk or reconciler can
 * hold, links, binary files, credentials, rendered files that were edited. `rendered` gives what Slipway would render at
 * a path.
 */
export function pathFindings(
  changes: readonly FileChange[],
  head: Snapshot,
  rendered: (path: string) => string | undefined,
): readonly Finding[] {
  if (changes.length > planLimits.changedFiles) {
    return [
      finding(
        'failure',
        changes[0]?.path ?? '',
        'too many files',
        `the change touches ${String(changes.length)} files, more than ${String(planLimits.changedFiles)}: split it`,
      ),
    ];
  }
  const spellings = caseSpellings(changes, head);
  return changes.flatMap((change) => {
    const { path, before, after } = change;
    if (after === undefined) return renderedFindings(path, undefined, rendered);
    const problem = path.includes('\uFFFD') ? 'the name is not UTF-8' : pathProblem(path);
    if (problem !== undefined) return [finding('failure', shown(path), 'path not allowed', problem)];
    return [
      ...spellingFindings(path, before === undefined, spellings),
      ...contentFindings(change, head, rendered),
    ];
  });
}

function contentFindings(
  { path, after }: FileChange,
  head: Snapshot,
  rendered: (path: string) => string | undefined,
): readonly Finding[] {
  if (after === undefined) return [];
  if (after.mode === 'symlink' || after.mode === 'submodule')
    return [
      finding(
        'failure',
        path,
        `${after.mode} not allowed`,
        `it is a ${after.mode}: only regular files are read, put the file itself here`,
      ),
    ];
  const content = head.contents.get(after.id);
  if (content === undefined) return [];
  if ('problem' in content) return [finding('failure', path, 'not readable', `the file ${content.problem}`)];
  return [
    ...secretIssues(path, content.text).map((issue) =>
      findingOf({ level: 'failure', source: 'secret', title: 'credential in git' }, path, issue),
    ),
    ...renderedFindings(path, content.text, rendered),
    ...unreadFindings(path),
  ];
}

/** A rendered file may be part of a change only as Slipway renders it. */
function renderedFindings(
  path: string,
  text: string | undefined,
  rendered: (path: string) => string | undefined,
): readonly Finding[] {
  const { area } = ownerOf(path);
  const renders = area === 'team-manifests' || area === 'cluster-manifests';
  if (!renders && area !== 'runs') return [];
  if (renders && rendered(path) === text) return [];
  return [
    finding(
      'failure',
      path,
      'rendered file',
      'Slipway renders this file: take its change back, and change the resource that it comes from',
    ),
  ];
}

/** YAML where only resources are looked for, at a path that none is read from. */
function unreadFindings(path: string): readonly Finding[] {
  if (ownerOf(path).area !== 'unknown' || !/^(teams|clusters|policies)\//.test(path)) return [];
  const isYaml = /\.ya?ml$/i.test(path);
  const expected = [layout.job('<team>', '<job>'), layout.cluster('<cluster>'), layout.policies('<name>')];
  return [
    finding(
      isYaml ? 'failure' : 'warning',
      path,
      'nothing reads this file',
      `it is at no path that Slipway reads; expected lower-case names at a path such as ${expected.join(', ')}`,
    ),
  ];
}

/** By case-folded path: how the changed paths, and the folders they lie in, are spelled in either revision. */
interface Spellings {
  readonly head: ReadonlyMap<string, ReadonlySet<string>>;
  readonly gone: ReadonlyMap<string, string>;
}

function caseSpellings(changes: readonly FileChange[], head: Snapshot): Spellings {
  const wanted = new Map<string, Set<string>>();
  const gone = new Map<string, string>();
  for (const { path, before, after } of changes) {
    if (before === undefined) for (const prefix of prefixesOf(path)) wanted.set(foldCase(prefix), new Set());
    if (after === undefined) gone.set(foldCase(path), path);
  }
  if (wanted.size > 0)
    for (const path of head.files.keys())
      for (const prefix of prefixesOf(path)) wanted.get(foldCase(prefix))?.add(prefix);
  return { head: wanted, gone };
}

function spellingFindings(path: string, isNew: boolean, { head, gone }: Spellings): readonly Finding[] {
  if (!isNew) return [];
  for (const prefix of prefixesOf(path)) {
    const other = [...(head.get(foldCase(prefix)) ?? [])].sort().find((spelling) => spelling !== prefix);
    if (other !== undefined)
      return [
        finding(
          'failure',
          path,
          'differs only in case',
          `"${prefix}" differs only in case from "${other}": disks of macOS and Windows hold only one of them, choose another name`,
        ),
      ];
  }
  const former = gone.get(foldCase(path));
  if (former === undefined || former === path) return [];
  return [
    finding(
      'failure',
      path,
      'renamed in case alone',
      `the new name differs only in case from "${former}", which this change removes: Slipway can't take both steps in one commit; remove it first, or choose another name`,
    ),
  ];
}

function prefixesOf(path: string): readonly string[] {
  const prefixes = [];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
    prefixes.push(path.slice(0, at));
  return [...prefixes, path];
}

/** A path fit to be shown: no invisible characters, at most 200. */
const shown = (path: string): string =>
  path.slice(0, 200).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');

const finding = (level: FindingLevel, file: string, title: string, message: string): Finding => ({
  level,
  source: 'path',
  title,
  message,
  file,
  line: 1,
});
