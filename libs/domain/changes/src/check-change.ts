import type { Issue } from '@slipway/kernel';
import type { Change } from './change.ts';
import { changeLimits } from './limits.ts';
import { ownershipProblem } from './ownership.ts';
import { collisions, pathProblem } from './path-rules.ts';
import type { Proposal } from './proposal.ts';
import { secretIssues } from './secret-rules.ts';

// What could end a trailer's line early, or make it read differently from what it is.
const notOneLine = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/**
 * Everything wrong with a change that can be seen without the tree it applies to; empty when it may be accepted. Never
 * throws, whatever the strings hold.
 */
export function checkChange(change: Change): readonly Issue[] {
  return [...lineIssues(change), ...operationIssues(change), ...preconditionIssues(change)];
}

/** Everything wrong with a proposal, likewise. */
export function checkProposal(proposal: Proposal): readonly Issue[] {
  const { evidence } = proposal;
  return [
    ...checkChange({ ...proposal, preconditions: [] }),
    ...(proposal.key === '' || proposal.key.length > changeLimits.lineCharacters
      ? [{ path: 'key', message: `key is not 1 to ${String(changeLimits.lineCharacters)} characters` }]
      : []),
    ...(evidence.length > changeLimits.evidenceCharacters
      ? [
          {
            path: 'evidence',
            message: `evidence is longer than ${String(changeLimits.evidenceCharacters)} characters`,
          },
        ]
      : []),
  ];
}

function lineIssues(change: Change): Issue[] {
  const lines: readonly (readonly [field: string, text: string, longest: number])[] = [
    ['subject', change.subject, changeLimits.subjectCharacters],
    ['requestedBy', change.requestedBy, changeLimits.lineCharacters],
    ['resource', change.resource, changeLimits.lineCharacters],
    ['reason', change.reason, changeLimits.lineCharacters],
    ['service', change.service, changeLimits.lineCharacters],
    ['team', change.team ?? 'none', changeLimits.lineCharacters],
    ['traceparent', change.traceparent ?? 'none', changeLimits.lineCharacters],
  ];
  const issues: Issue[] = [];
  if (!/^[0-9A-Za-z-]{1,40}$/.test(change.id))
    issues.push({ path: 'id', message: 'the id is not 1 to 40 letters, digits and -' });
  for (const [field, text, longest] of lines) {
    if (text.trim() === '') issues.push({ path: field, message: `${field} is empty` });
    if (text.length > longest)
      issues.push({ path: field, message: `${field} is longer than ${String(longest)} characters` });
    if (notOneLine.test(text))
      issues.push({ path: field, message: `${field} has a line break or a control character` });
  }
  return issues;
}

function operationIssues(change: Change): Issue[] {
  const { operations } = change;
  if (operations.length === 0) return [{ path: 'operations', message: 'the change has no file operations' }];
  if (operations.length > changeLimits.operations) {
    return [
      {
        path: 'operations',
        message: `the change has more than ${String(changeLimits.operations)} file operations`,
      },
    ];
  }
  const issues: Issue[] = [];
  let bytes = 0;
  for (const [index, operation] of operations.entries()) {
    const at = `operations[${String(index)}]`;
    const problem = pathProblem(operation.path) ?? ownershipProblem(change, operation.path);
    if (problem !== undefined)
      issues.push({ path: `${at}.path`, message: `${shown(operation.path)}: ${problem}` });
    if (operation.op === 'delete') continue;
    bytes += Buffer.byteLength(operation.content);
    issues.push(...contentIssues(`${at}.content`, operation.path, operation.content));
  }
  if (bytes > changeLimits.changeBytes)
    issues.push({
      path: 'operations',
      message: `the change is larger than ${String(changeLimits.changeBytes)} bytes`,
    });
  if (issues.some((issue) => issue.path?.endsWith('.path'))) return issues;
  for (const [index, problem] of collisions(operations.map((operation) => operation.path))) {
    issues.push({
      path: `operations[${String(index)}].path`,
      message: `${shown(operations[index]?.path ?? '')}: ${problem}`,
    });
  }
  return issues;
}

function contentIssues(at: string, file: string, content: string): readonly Issue[] {
  const name = shown(file);
  if (Buffer.byteLength(content) > changeLimits.fileBytes) {
    return [
      { path: at, message: `${name}: the file is larger than ${String(changeLimits.fileBytes)} bytes` },
    ];
  }
  if (!content.isWellFormed()) return [{ path: at, message: `${name}: the file is not valid Unicode` }];
  if (content.includes('\0'))
    return [{ path: at, message: `${name}: the file has a NUL character, only text is kept in git` }];
  return secretIssues(name, content);
}

function preconditionIssues({ preconditions }: Change): Issue[] {
  if (preconditions.length > changeLimits.preconditions)
    return [{ path: 'preconditions', message: 'the change has too many preconditions' }];
  return preconditions.flatMap(({ path, blob }, index) => {
    const at = `preconditions[${String(index)}]`;
    const problem = pathProblem(path);
    return [
      ...(problem === undefined ? [] : [{ path: `${at}.path`, message: `${shown(path)}: ${problem}` }]),
      ...(blob === null || /^[0-9a-f]{40}$/.test(blob)
        ? []
        : [{ path: `${at}.blob`, message: 'the blob is not a 40-digit object id' }]),
    ];
  });
}

/** A hostile path made fit to be shown: no invisible characters, at most 200. */
function shown(path: string): string {
  return path.slice(0, 200).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
