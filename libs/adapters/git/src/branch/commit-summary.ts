import { parseTrailers } from '@slipway/changes';
import type { CommitSummary } from '@slipway/ports';

/** What `commitSummary` reads, as a format of `git log`. */
export const summaryFormat = '%H%n%ct%n%an%n%B';

/** A commit in `summaryFormat`. */
export function commitSummary(record: string): CommitSummary {
  const [commit = '', at = '', author = '', ...lines] = record.split('\n');
  const { changeId, requestedBy, resource, reason } = parseTrailers(lines.join('\n'));
  return {
    commit,
    at: new Date(Number(at) * 1000),
    author,
    subject: lines[0] ?? '',
    changeId,
    requestedBy,
    resource,
    reason,
  };
}
