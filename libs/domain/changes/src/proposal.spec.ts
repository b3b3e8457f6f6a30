import { describe, expect, it } from '@jest/globals';
import { proposalBranch, proposalText, type Proposal } from './proposal.ts';

const proposal: Proposal = {
  id: '01JZZZZZZZZZZZZZZZZZZZZZZZ',
  repository: 'environment',
  team: 'vision',
  subject: 'Update Job/vision/digits',
  operations: [{ op: 'write', path: 'teams/vision/jobs/digits.yaml', content: 'x\n' }],
  service: 'scheduler',
  requestedBy: 'alice',
  resource: 'Job/vision/digits',
  reason: 'the study has ended',
  traceparent: undefined,
  key: 'Job/vision/digits',
  evidence: '| trial | loss |\n|---|---|\n| 7 | 0.1 |',
  autoMerge: false,
};

describe('a proposal', () => {
  it('has a branch of its own', () => {
    expect(proposalBranch(proposal.id)).toBe('slipway/proposals/01jzzzzzzzzzzzzzzzzzzzzzzz');
  });

  it('says why it is asked for, what speaks for it, and by whom', () => {
    expect(proposalText(proposal)).toBe(
      'the study has ended\n\n' +
        '| trial | loss |\n|---|---|\n| 7 | 0.1 |\n\n' +
        "Proposed by Slipway's scheduler for alice: `Job/vision/digits`.\n",
    );
  });

  it('does not let a reason or a name mention people or bring markup along', () => {
    const text = proposalText({
      ...proposal,
      evidence: '',
      reason: '<b>@acme/all</b> `x`',
      requestedBy: '@bob',
    });
    expect(text).toContain('\\<b\\>\\@acme/all\\</b\\> \\`x\\`');
    expect(text).toContain('for \\@bob');
  });
});
