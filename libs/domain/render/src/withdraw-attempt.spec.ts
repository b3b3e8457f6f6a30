import { describe, expect, it } from '@jest/globals';
import { parseAttemptFile } from './parse-attempt-file.ts';
import { objectsOf, rendered, sampleJob } from './testing/sample-attempt.ts';
import { withdrawAttempt } from './withdraw-attempt.ts';

const files = [{ path: 'train.py', content: 'print(1)  # \u00e4\n' }];
const job = sampleJob('  source: { files: [train.py] }\n  replicas: 2');

interface SuspendedJob {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: { readonly suspend?: boolean };
}

describe('the manifest of a withdrawn attempt', () => {
  it('suspends its Job and leaves everything else as it was committed', () => {
    const committed = rendered(job, files);
    const withdrawn = withdrawAttempt(committed);
    expect(withdrawn.path).toBe(committed.path);
    const [configMap, before] = objectsOf(committed);
    const [sameMap, after] = objectsOf(withdrawn) as [unknown, SuspendedJob];
    expect(sameMap).toEqual(configMap);
    const { suspend, ...spec } = after.spec;
    const { 'slipway.dev/withdrawn': mark, ...annotations } = after.metadata.annotations;
    expect([suspend, mark]).toEqual([true, 'true']);
    expect({ ...after, spec, metadata: { ...after.metadata, annotations } }).toEqual(before);
  });

  it('is read back as what it was, withdrawn', () => {
    const committed = rendered(job, files);
    const read = parseAttemptFile('attempt.yaml', withdrawAttempt(committed).content);
    expect(read).toEqual({ ...parseAttemptFile('attempt.yaml', committed.content), withdrawn: true });
  });

  it('is the same when it is withdrawn twice', () => {
    const once = withdrawAttempt(rendered(job, files));
    expect(withdrawAttempt(once)).toEqual(once);
  });

  it('is refused of anything but an attempt', () => {
    expect(() => withdrawAttempt({ path: 'team.yaml', content: 'kind: Namespace\n' })).toThrow(
      'team.yaml does not end with the Job of an attempt',
    );
  });

  it.each([
    [
      'suspended without being withdrawn',
      (text: string) => text.replace('  backoffLimit', '  suspend: true\n  backoffLimit'),
    ],
    [
      'withdrawn without being suspended',
      (text: string) =>
        text.replace('  annotations:\n', '  annotations:\n    slipway.dev/withdrawn: "true"\n'),
    ],
  ])('is refused when it is %s', (_, damage) => {
    expect(() => parseAttemptFile('attempt.yaml', damage(rendered(sampleJob()).content))).toThrow(
      'do not go together',
    );
  });
});
