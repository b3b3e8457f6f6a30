import type { Conversation } from '@slipway/ports';
import { WrittenCommentAnswer } from './answers.ts';
import type { RepositoryCalls } from './repository-calls.ts';

/** What people write on the pull requests of a repository on GitHub. */
export function githubConversation(calls: RepositoryCalls): Conversation {
  return {
    comment: async (id) => {
      const found = await calls.find(
        'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
        { pull_requests: 'read' },
        { comment_id: id },
        WrittenCommentAnswer,
      );
      if (!found?.user) return undefined;
      const { user, body = '', performed_via_github_app: app } = found;
      return {
        ...{ author: user.login, body },
        isByProgram: user.type === 'Bot' || (app !== null && app !== undefined),
      };
    },
  };
}
