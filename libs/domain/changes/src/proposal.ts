import type { Change } from './change.ts';

/** A change that is asked for as a pull request instead of a commit. */
export interface Proposal extends Omit<Change, 'preconditions'> {
  /** What it is about: `Job/vision/digits`. A newer proposal of the same key takes the place of an older one. */
  readonly key: string;
  /** Markdown: what speaks for it, for who reviews it. */
  readonly evidence: string;
  /** Whether it is merged without being asked once its checks have succeeded. */
  readonly autoMerge: boolean;
}

/** What became of a proposal. */
export const ProposalState = {
  /** It has no pull request yet. */
  Accepted: 'accepted',
  Open: 'open',
  Merged: 'merged',
  /** Somebody closed its pull request. */
  Closed: 'closed',
  /** A newer proposal of the same key took its place. */
  Superseded: 'superseded',
  /** The branch already was as it wants it: no pull request was opened. */
  NoEffect: 'no-effect',
  /** The tree does not allow it, or the host refused its pull request. */
  Rejected: 'rejected',
} as const;
export type ProposalState = (typeof ProposalState)[keyof typeof ProposalState];

/** The branch of a proposal. */
export const proposalBranch = (id: string): string => `slipway/proposals/${id.toLowerCase()}`;

/** The text of its pull request, as Markdown: why it is asked for, by whom, and what speaks for it. */
export function proposalText({ reason, requestedBy, resource, service, evidence }: Proposal): string {
  return [
    inline(reason),
    ...(evidence.trim() === '' ? [] : [evidence.trim()]),
    `Proposed by Slipway's ${service} for ${inline(requestedBy)}: \`${resource.replaceAll('`', "'")}\`.\n`,
  ].join('\n\n');
}

/** Of text of anybody: nothing in it is read as Markdown, as HTML or as a mention. */
const inline = (text: string): string =>
  text.replaceAll(/[\\`*_{}[\]<>#|~!@&]/g, (character) => `\\${character}`);
