import type { HostComment } from '@slipway/ports';
import { AnyAnswer, CommentAnswers, type CommentAnswer } from './answers.ts';
import type { RepositoryCalls } from './repository-calls.ts';

const reading = { pull_requests: 'read' } as const;
const writing = { pull_requests: 'write' } as const;
/** Pages of 100 comments that are looked at: Slipway's are made when a pull request is opened, and so among the first. */
const mostPages = 10;

const mark = (key: string): string => `<!-- slipway:${key} -->\n`;
const markPattern = /^<!-- slipway:([\w/.-]+) -->\n/;

type OwnComment = HostComment & { readonly id: number };

/** Comments of the App that bear a mark; whoever else writes the mark into a comment has no part in it. */
export async function ownComments(
  calls: RepositoryCalls,
  appId: number,
  number: number,
): Promise<readonly OwnComment[]> {
  const answers = await calls.list(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    reading,
    { issue_number: number },
    CommentAnswers,
    mostPages,
  );
  return answers.flatMap((answer) => ownComment(answer, appId));
}

export async function putComment(
  calls: RepositoryCalls,
  appId: number,
  number: number,
  { key, body }: HostComment,
): Promise<void> {
  const existing = (await ownComments(calls, appId, number)).find((comment) => comment.key === key);
  if (existing?.body === body) return;
  const marked = `${mark(key)}${body}`;
  if (existing)
    await calls.call(
      'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
      writing,
      { comment_id: existing.id, body: marked },
      AnyAnswer,
    );
  else
    await calls.call(
      'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      writing,
      { issue_number: number, body: marked },
      AnyAnswer,
    );
}

function ownComment(
  { id, body = '', performed_via_github_app: app }: CommentAnswer,
  appId: number,
): readonly OwnComment[] {
  // GitHub may give line ends as it stores them from a browser.
  const text = body.replaceAll('\r\n', '\n');
  const key = markPattern.exec(text)?.[1];
  return key === undefined || app?.id !== appId ? [] : [{ id, key, body: text.replace(markPattern, '') }];
}
