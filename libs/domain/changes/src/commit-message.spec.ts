import { describe, expect, it } from '@jest/globals';
import type { Change } from './change.ts';
import { commitMessage, parseTrailers } from './commit-message.ts';

const change: Change = {
  id: '01k9zvexample0000000000000',
  repository: 'environment',
  team: 'vision',
  subject: 'Run digits-7k2m9q0x',
  operations: [],
  service: 'scheduler',
  requestedBy: 'alice',
  resource: 'Job/vision/digits',
  reason: 'nightly: retrain',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  preconditions: [],
};

describe('commitMessage', () => {
  it('has the subject and the trailers', () => {
    expect(commitMessage(change)).toBe(`Run digits-7k2m9q0x

Change-Id: 01k9zvexample0000000000000
Requested-By: alice
Resource: Job/vision/digits
Reason: nightly: retrain
Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
`);
    expect(commitMessage({ ...change, traceparent: undefined })).not.toContain('Traceparent');
  });

  it('is read back by parseTrailers', () => {
    const { id: changeId, requestedBy, resource, reason, traceparent } = change;
    expect(parseTrailers(commitMessage(change))).toEqual({
      changeId,
      requestedBy,
      resource,
      reason,
      traceparent,
    });
    expect(parseTrailers('Merge branch x\n\nChange-Id: not-last\n\nSigned-off-by: bob\n')).toEqual({});
  });
});
