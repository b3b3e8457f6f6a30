import { plain } from '@slipway/kernel';
import type { Finding } from '../finding.ts';
import type { Plan, Review, Verdict } from '../plan.ts';
import { planMarkdown } from './markdown.ts';
import { summary } from './words.ts';

/** What the author of a pull request is told of its plan, and what its reviews are judged by. */
export interface PlanReport {
  readonly verdict: Verdict;
  /** `denied: 0 added, 1 changed, 0 removed` */
  readonly title: string;
  /** As `slipway plan --markdown` writes it, of at most 65,535 bytes. */
  readonly markdown: string;
  readonly findings: readonly Finding[];
  /** Undefined when the change can not be read, and so nobody knows whose it is. */
  readonly reviews: readonly Review[] | undefined;
}

export function planReport(plan: Plan): PlanReport {
  const { verdict, findings, reviews } = plan;
  return {
    verdict,
    title: `${verdict}: ${summary(plan)}`,
    markdown: planMarkdown(plan),
    findings,
    reviews,
  };
}

/** Of a change that can not be read at all. @param problem what is wrong, and what to do */
export const unplannable = (problem: string): PlanReport => ({
  verdict: 'invalid',
  title: 'invalid: the change can not be read',
  markdown: `## Slipway plan: invalid\n\nThe change can not be read: ${plain(problem)}\n`,
  findings: [],
  reviews: undefined,
});
