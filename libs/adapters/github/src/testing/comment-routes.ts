import {
  json,
  notFound,
  NoSuchThing,
  pageOf,
  unprocessable,
  type DoubleAnswer,
  type DoubleCall,
  type DoubleRoutes,
} from './double-call.ts';
import type { GitHubDescription } from './github-description.ts';

type Fields = Record<string, unknown>;

interface DoubleComment {
  readonly id: number;
  readonly number: number;
  body: string;
  /** A person; undefined: the App. */
  readonly author: string | undefined;
  readonly app: number | undefined;
}

/** Bytes of a comment. */
const mostMarkdown = 65_536;

/** Comments on the pull requests of a repository. */
export class DoubleComments {
  readonly #appId: number;
  readonly #description: GitHubDescription;
  readonly #pulls: { readonly nextId: () => number; readonly has: (number: number) => boolean };
  #comments: DoubleComment[] = [];

  constructor(
    appId: number,
    description: GitHubDescription,
    pulls: { readonly nextId: () => number; readonly has: (number: number) => boolean },
  ) {
    this.#appId = appId;
    this.#description = description;
    this.#pulls = pulls;
  }

  /** As a person writes it in the browser. @returns its id */
  write(number: number, body: string, author = 'alice'): number {
    const id = this.#pulls.nextId();
    this.#comments.push({ id, number, body, author, app: undefined });
    return id;
  }

  remove(id: number): void {
    this.#comments = this.#comments.filter((comment) => comment.id !== id);
  }

  /** What people see of those of a pull request. */
  bodies(number: number): readonly string[] {
    return this.#comments.filter((comment) => comment.number === number).map(({ body }) => body);
  }

  routes(): DoubleRoutes {
    const all = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
    const one = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
    const read = { pull_requests: 'read' } as const;
    const write = { pull_requests: 'write' } as const;
    return {
      [`GET ${all}`]: { needs: read, answer: (call) => this.#list(call) },
      [`POST ${all}`]: { needs: write, answer: (call) => this.#add(call) },
      [`GET ${one}`]: { needs: read, answer: (call) => this.#answerOne(call) },
      [`PATCH ${one}`]: { needs: write, answer: (call) => this.#answerOne(call, String(call.body.body)) },
    };
  }

  #list(call: DoubleCall): DoubleAnswer {
    const number = this.#numberOf(call);
    const comments = this.#comments.filter((comment) => comment.number === number);
    return json(
      pageOf(
        comments.map((comment) => this.#view(comment)),
        call.query,
      ),
    );
  }

  #add(call: DoubleCall): DoubleAnswer {
    const number = this.#numberOf(call);
    const body = String(call.body.body);
    if (Buffer.byteLength(body) > mostMarkdown) return unprocessable('body is too long');
    const comment = { id: this.#pulls.nextId(), number, body, author: undefined, app: this.#appId };
    this.#comments.push(comment);
    return json(this.#view(comment), 201);
  }

  #answerOne({ parameters }: DoubleCall, body?: string): DoubleAnswer {
    const comment = this.#comments.find(({ id }) => String(id) === parameters.comment_id);
    if (!comment) return notFound;
    comment.body = body ?? comment.body;
    return json(this.#view(comment));
  }

  #numberOf({ parameters }: DoubleCall): number {
    const number = Number(parameters.issue_number);
    if (!this.#pulls.has(number)) throw new NoSuchThing();
    return number;
  }

  #view({ id, body, author, app }: DoubleComment): Fields {
    const example = this.#description.example('issue-comment');
    const run = this.#description.example('check-run-example-of-completed-conclusion');
    return {
      ...example,
      ...{ id, body },
      user: {
        ...(example.user as Fields),
        ...{ login: author ?? 'slipway[bot]', type: author === undefined ? 'Bot' : 'User' },
      },
      performed_via_github_app: app === undefined ? null : { ...(run.app as Fields), id: app },
    };
  }
}
