import { chatHelp, chatLines, mayAsk, type ChatLine, type DeliveryAddress } from '@slipway/deliveries';
import { SlipwayError } from '@slipway/kernel';
import type { WrittenComment } from '@slipway/ports';
import { z } from 'zod';
import type { EnvironmentOnGitHub } from '../github-webhooks-deps.ts';
import type { DeliveryHandler, Handled } from '../handling/handler.ts';
import { answerCommand, type ChatDeps } from './answer-command.ts';

const CommentAt = z.object({
  comment: z.object({ id: z.int() }),
  issue: z.object({ pull_request: z.unknown().optional() }),
});

/**
 * Does what people ask for in comments of pull requests on the environment repository (`/slipway retry`), if they may, and answers
 * with a comment. What is asked for is read where the comment is: an edited one counts as it is now, one that is gone does not.
 */
export function chatHandler(deps: ChatDeps, environment: EnvironmentOnGitHub): DeliveryHandler {
  return {
    event: 'issue_comment',
    reasonToIgnore: ({ action, repository }: DeliveryAddress) => {
      if (repository?.toLowerCase() !== environment.fullName)
        return `it is not the environment repository, ${environment.fullName}`;
      return action === 'created' ? undefined : 'only new comments ask for something';
    },
    handle: async ({ number }, { payload }) => {
      const parsed = CommentAt.safeParse(await payload());
      if (!parsed.success || number === undefined) return ignored('it names no comment');
      if (parsed.data.issue.pull_request === undefined) return ignored('it is a comment of an issue');
      return answerComment(deps, number, parsed.data.comment.id);
    },
  };
}

const ignored = (reason: string): Handled => ({ kind: 'ignored', reason });

async function answerComment(deps: ChatDeps, number: number, id: number): Promise<Handled> {
  const { conversation, host } = deps;
  const comment = await conversation.comment(id);
  if (!comment) return ignored('the comment is gone');
  if (comment.isByProgram) return ignored('a program wrote the comment');
  const lines = chatLines(comment.body);
  if (lines.length === 0) return ignored('it asks for nothing');
  const key = `answer-${String(id)}`;
  const answered = (await host.comments(number)).some((own) => own.key === key);
  if (answered) return ignored('it was answered already');
  const answers: string[] = [];
  for (const [index, line] of lines.entries())
    answers.push(
      await answerLine(deps, { number, comment, line, id: `comment-${String(id)}-${String(index)}` }),
    );
  await host.putComment(number, { key, body: `${answers.join('\n\n')}\n` });
  return { kind: 'handled', reason: `answered ${String(lines.length)} of ${comment.author}` };
}

interface AskedLine {
  readonly number: number;
  readonly comment: WrittenComment;
  readonly line: ChatLine;
  /** The same each time that the line is answered. */
  readonly id: string;
}

async function answerLine(deps: ChatDeps, { number, comment, line, id }: AskedLine): Promise<string> {
  if ('unknown' in line)
    return `> \`/slipway ${line.unknown.replaceAll('`', "'")}\`\n\nThere is no such command.\n\n${chatHelp()}`;
  const { verb, words } = line;
  const { author } = comment;
  const quoted = `> \`/slipway ${[verb, ...words].join(' ')}\`\n\n`;
  const { author: opener } = await deps.host.pullRequest(number);
  if (!mayAsk(verb, await deps.host.permission(author), author === opener))
    return `${quoted}@${author} may not ask for this: it takes the right to write to the repository.`;
  try {
    return `${quoted}${await answerCommand(deps, { number, id, by: author, verb, words })}`;
  } catch (error) {
    // What may go well another time is tried again by who handles deliveries.
    if (!(error instanceof SlipwayError) || error.retryable) throw error;
    return `${quoted}That can not be done: ${error.message}`;
  }
}
