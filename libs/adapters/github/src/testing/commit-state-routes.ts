import {
  json,
  notFound,
  pageOf,
  unprocessable,
  type DoubleAnswer,
  type DoubleCall,
  type DoubleRoutes,
} from './double-call.ts';
import type { GitHubDescription } from './github-description.ts';

type Fields = Record<string, unknown>;

export interface DoubleStatus {
  readonly commit: string;
  readonly context: string;
  readonly state: string;
  readonly description: string;
  readonly url: string | null;
}

export interface DoubleDeployment {
  readonly id: number;
  readonly commit: string;
  readonly environment: string;
  readonly isTransient: boolean;
  readonly isProduction: boolean;
  /** Oldest first. */
  readonly statuses: Fields[];
}

/** What GitHub shows at most. */
const longestDescription = 140;

/** Statuses and deployments of commits. */
export class DoubleCommitStates {
  /** Oldest first. */
  readonly statuses: DoubleStatus[] = [];
  readonly deployments: DoubleDeployment[] = [];
  readonly #description: GitHubDescription;

  constructor(description: GitHubDescription) {
    this.#description = description;
  }

  routes(): DoubleRoutes {
    const repository = '/repos/{owner}/{repo}';
    const deployments = `${repository}/deployments`;
    const read = { deployments: 'read' } as const;
    const write = { deployments: 'write' } as const;
    return {
      [`POST ${repository}/statuses/{sha}`]: {
        needs: { statuses: 'write' },
        answer: (call) => this.#addStatus(call),
      },
      [`GET ${repository}/commits/{ref}/statuses`]: {
        needs: { statuses: 'read' },
        answer: (call) => this.#listStatuses(call),
      },
      [`POST ${deployments}`]: { needs: write, answer: (call) => this.#deploy(call) },
      [`GET ${deployments}`]: { needs: read, answer: (call) => this.#listDeployments(call) },
      [`POST ${deployments}/{deployment_id}/statuses`]: { needs: write, answer: (call) => this.#tell(call) },
      [`GET ${deployments}/{deployment_id}/statuses`]: { needs: read, answer: (call) => this.#told(call) },
    };
  }

  #addStatus({ parameters, body }: DoubleCall): DoubleAnswer {
    const {
      context = 'default',
      description = '',
      state,
      target_url: url = null,
    } = body as Record<string, string>;
    if (description.length > longestDescription) return unprocessable('description is too long');
    const status = { commit: parameters.sha ?? '', context, state: state ?? '', description, url };
    this.statuses.push(status);
    return json(this.#statusView(status), 201);
  }

  #listStatuses({ parameters, query }: DoubleCall): DoubleAnswer {
    const own = this.statuses.filter(({ commit }) => commit === parameters.ref).toReversed();
    return json(pageOf(own, query).map((status) => this.#statusView(status)));
  }

  #deploy({ body }: DoubleCall): DoubleAnswer {
    const { ref, environment = 'production', auto_merge: merges = true, required_contexts: contexts } = body;
    // Without it GitHub asks for all checks of the commit, also for those that are not there yet.
    if (merges !== false || !Array.isArray(contexts))
      return unprocessable('checks of the commit are missing');
    const deployment: DoubleDeployment = {
      ...{
        id: this.deployments.length + 1,
        commit: String(ref),
        environment: String(environment),
        isTransient: body.transient_environment === true,
        isProduction: (body.production_environment ?? environment === 'production') === true,
        statuses: [],
      },
    };
    this.deployments.push(deployment);
    return json(this.#deploymentView(deployment), 201);
  }

  #listDeployments({ query }: DoubleCall): DoubleAnswer {
    const [sha, environment] = [query.get('sha'), query.get('environment')];
    const found = this.deployments
      .filter((each) => (sha ?? each.commit) === each.commit)
      .filter((each) => (environment ?? each.environment) === each.environment)
      .toReversed();
    return json(pageOf(found, query).map((deployment) => this.#deploymentView(deployment)));
  }

  #tell({ parameters, body }: DoubleCall): DoubleAnswer {
    const deployment = this.#find(parameters.deployment_id);
    if (!deployment) return notFound;
    const { description = '' } = body as Record<string, string>;
    if (description.length > longestDescription) return unprocessable('description is too long');
    const status: Fields = {
      ...this.#description.example('deployment-status'),
      ...{ log_url: '', environment_url: '', ...body },
    };
    deployment.statuses.push(status);
    return json(status, 201);
  }

  #told({ parameters, query }: DoubleCall): DoubleAnswer {
    const deployment = this.#find(parameters.deployment_id);
    return deployment ? json(pageOf(deployment.statuses.toReversed(), query)) : notFound;
  }

  #find(id: string | undefined): DoubleDeployment | undefined {
    return this.deployments.find((each) => String(each.id) === id);
  }

  #statusView({ context, state, description, url }: DoubleStatus): Fields {
    const [example = {}] = Object.values(this.#description.example('status-items')) as Fields[];
    return { ...example, context, state, description, target_url: url };
  }

  #deploymentView({ id, commit, environment, isTransient }: DoubleDeployment): Fields {
    const [example = {}] = Object.values(this.#description.example('deployment-items')) as Fields[];
    return { ...example, id, sha: commit, environment, transient_environment: isTransient };
  }
}
