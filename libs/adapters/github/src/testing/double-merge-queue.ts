import type { GraphQLAnswers } from './double-graphql.ts';

/** The merge queue of a branch, which only GraphQL knows. */
export class DoubleMergeQueue {
  /** Whether merges go through it. */
  isOn = false;
  /** Numbers of the pull requests in it. */
  readonly numbers: number[] = [];
  readonly #headOf: (number: number) => Promise<string>;

  constructor(headOf: (number: number) => Promise<string>) {
    this.#headOf = headOf;
  }

  answers(): GraphQLAnswers {
    return {
      node: ({ id }: { readonly id: string }) => ({
        ...{ __typename: 'PullRequest', mergeQueueEntry: this.#entryOf(numberOfNode(id)) },
      }),
      enqueuePullRequest: async ({ input }: { readonly input: Record<string, string> }) => {
        const number = numberOfNode(input.pullRequestId ?? '');
        if (input.expectedHeadOid !== (await this.#headOf(number)))
          throw new Error('Pull request head is not the expected one');
        if (this.numbers.includes(number)) throw new Error('Pull request is already in the queue');
        this.numbers.push(number);
        return { mergeQueueEntry: this.#entryOf(number) };
      },
    };
  }

  #entryOf(number: number): object | null {
    const place = this.numbers.indexOf(number);
    return place === -1 ? null : { position: place + 1 };
  }
}

/** A pull request as GraphQL names it. */
export const nodeOf = (number: number): string => `PR_${String(number)}`;
const numberOfNode = (id: string): number => Number(id.replace('PR_', ''));
