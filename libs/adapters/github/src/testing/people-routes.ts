import { json, notFound, type DoubleAnswer, type DoubleCall, type DoubleRoutes } from './double-call.ts';
import type { GitHubDescription } from './github-description.ts';

/** Who may do what in a repository, and who is in which team. */
export class DoublePeople {
  /** Permissions of those who may be asked for reviews. */
  readonly collaborators = new Map([
    ['alice', 'write'],
    ['bob', 'write'],
    ['carol', 'read'],
  ]);
  /** Members of teams, by `org/team`. */
  readonly teams = new Map<string, readonly string[]>();
  readonly #description: GitHubDescription;

  constructor(description: GitHubDescription) {
    this.#description = description;
  }

  routes(): DoubleRoutes {
    return {
      'GET /repos/{owner}/{repo}/collaborators/{username}/permission': {
        needs: { metadata: 'read' },
        answer: (call) => this.#permission(call),
      },
      'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': {
        needs: { members: 'read' },
        answer: (call) => this.#membership(call),
      },
    };
  }

  #permission({ parameters: { username = '' } }: DoubleCall): DoubleAnswer {
    const example = this.#description.example(
      'repository-collaborator-permission-response-if-user-has-admin-permissions',
    );
    const permission = this.collaborators.get(username);
    return permission === undefined
      ? notFound
      : json({ ...example, permission, role_name: permission, user: null });
  }

  #membership({ parameters: { org = '', team_slug: team = '', username = '' } }: DoubleCall): DoubleAnswer {
    if (!this.teams.get(`${org}/${team}`)?.includes(username)) return notFound;
    return json(this.#description.example('team-membership-response-if-user-is-a-team-maintainer'));
  }
}
