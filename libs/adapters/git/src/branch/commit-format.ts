import type { CommitDraft, CommitSummary, ObjectId } from '@slipway/ports';
import { commitSummary } from './commit-summary.ts';

/** Who made the commit, as opposed to who asked for it. */
const committer = 'Slipway <slipway@slipway.invalid>';

/** The bytes of a commit object. The same input gives the same bytes. */
export function encodeCommit(tree: ObjectId, parent: ObjectId | undefined, draft: CommitDraft): Buffer {
  const when = `${String(Math.floor(draft.at.getTime() / 1000))} +0000`;
  const parentLine = parent === undefined ? '' : `parent ${parent}\n`;
  const author = `${identityPart(draft.author.name, 'unknown')} <${identityPart(draft.author.email, 'unknown@slipway.invalid')}>`;
  return Buffer.from(
    `tree ${tree}\n${parentLine}author ${author} ${when}\ncommitter ${committer} ${when}\n\n${draft.message}`,
  );
}

/** git ends names at `<`, `>` and line feeds, and strips punctuation around them. */
function identityPart(text: string, otherwise: string): string {
  return (
    text
      .replaceAll(/[<>\p{Cc}]/gu, '')
      .replace(/^[\s.,:;"'\\]+/, '')
      .replace(/[\s.,:;"'\\]+$/, '') || otherwise
  );
}

/** A commit from the bytes of its object. */
export function decodeCommit(id: ObjectId, body: Buffer): CommitSummary {
  const text = body.toString();
  const end = text.indexOf('\n\n');
  const [header, message] = end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 2)];
  const author = /^author (.*?) ?</m.exec(header)?.[1] ?? '';
  const at = /^committer .*> (\d+)/m.exec(header)?.[1] ?? '0';
  return commitSummary([id, at, author, message].join('\n'));
}

/** Tree of a commit from the bytes of its object. */
export function treeOfCommit(body: Buffer): ObjectId | undefined {
  return /^tree ([0-9a-f]{40})\n/.exec(body.toString('latin1', 0, 46))?.[1];
}
