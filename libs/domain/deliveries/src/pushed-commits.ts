import { parseTrailers } from '@slipway/changes';

/** A commit of a push with the Change-Id that its message names. */
export interface PushedCommit {
  readonly change: string;
  readonly commit: string;
}

/**
 * The commits of a push, when each of them names a Change-Id, so that all may be Slipway's own. Undefined when one does not,
 * when the branch was moved back or to elsewhere (`forced`), was removed, or when the payload does not list them to the head:
 * GitHub cuts long lists.
 */
export function claimedChanges(payload: unknown): readonly PushedCommit[] | undefined {
  const { forced, deleted, after, commits } = (payload ?? {}) as Record<string, unknown>;
  if (forced !== false || deleted !== false || !Array.isArray(commits)) return undefined;
  const pushed = commits.map(pushedCommit);
  if (pushed.length === 0 || pushed.at(-1)?.commit !== after) return undefined;
  return pushed.every((one) => one !== undefined) ? pushed : undefined;
}

function pushedCommit(value: unknown): PushedCommit | undefined {
  const { id, message } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || typeof message !== 'string') return undefined;
  const { changeId } = parseTrailers(message);
  return changeId === undefined ? undefined : { change: changeId, commit: id };
}
