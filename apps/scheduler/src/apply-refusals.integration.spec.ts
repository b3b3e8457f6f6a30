import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resourceEndpoints } from '@slipway/contracts';
import { ConflictError, ForbiddenError, InvalidInputError, SlipwayError } from '@slipway/kernel';
import { clusterYaml, jobYaml, teamYaml } from './testing/sample-resources.ts';
import { SchedulerHarness, type Apply } from './testing/scheduler-harness.ts';

let scheduler: SchedulerHarness;

beforeAll(async () => {
  scheduler = await SchedulerHarness.start();
  await scheduler.setUp();
});

afterAll(() => scheduler.stop());

describe('applying is refused', () => {
  const refusal = async (request: Apply, principal = 'alice'): Promise<SlipwayError> => {
    const before = (await scheduler.pending()).length;
    const error: unknown = await scheduler.apply(principal, request).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect((await scheduler.pending()).length).toBe(before);
    if (!(error instanceof SlipwayError)) throw new Error('it was accepted');
    return error;
  };

  it('with file, line and column of everything that is wrong', async () => {
    const error = await refusal({
      yaml: ['kind: Jbo\napiVersion: slipway.dev/v1\n', jobYaml('vision', 'digits', { replicas: 'two' })],
    });
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error.issues).toMatchObject([
      { file: '0.yaml', line: 1, path: 'kind' },
      { file: '1.yaml', line: 1, path: 'spec.replicas' },
    ]);
  });

  it('to who is no member of the team, and as a whole', async () => {
    const yaml = [jobYaml('vision', 'digits'), jobYaml('speech', 'digits')];
    expect(await refusal({ yaml })).toBeInstanceOf(ForbiddenError);
    expect(await refusal({ yaml: jobYaml('vision', 'digits') }, 'vera')).toBeInstanceOf(ForbiddenError);
    expect(await refusal({ yaml: jobYaml('vision', 'digits') }, 'agent-local')).toBeInstanceOf(
      ForbiddenError,
    );
    await expect(
      scheduler.as('root').call(resourceEndpoints.getJob, { params: { team: 'vision', name: 'digits' } }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([teamYaml('vision'), clusterYaml('local')])('to who is no administrator: %s', async (yaml) => {
    expect((await refusal({ yaml })).message).toMatch(/^alice may not apply .* it takes an administrator/);
  });

  it('when the team does not exist', async () => {
    const error = await refusal({ yaml: jobYaml('nobody', 'digits') }, 'root');
    expect(error).toMatchObject({
      code: 'invalid_input',
      issues: [{ path: 'metadata.team', message: 'there is no team nobody' }],
    });
  });

  it('when a source file is missing or superfluous', async () => {
    const yaml = jobYaml('vision', 'digits', { source: { files: ['a.py'] } });
    expect((await refusal({ yaml })).issues).toMatchObject([{ message: 'the file a.py is not given' }]);
    expect((await refusal({ yaml, files: { 'a.py': '', 'b.py': '' } })).issues).toMatchObject([
      { file: '0.yaml', message: 'the file b.py is given, and no resource of the document names it' },
    ]);
  });

  it('when a source file is given twice', async () => {
    const documents = [
      { file: 'a.yaml', text: jobYaml('vision', 'digits', { source: { files: ['a.py'] } }) },
    ];
    const files = ['1', '2'].map((content) => ({ document: 'a.yaml', path: 'a.py', content }));
    await expect(
      scheduler.as('alice').call(resourceEndpoints.apply, { body: { documents, files } }),
    ).rejects.toMatchObject({ code: 'invalid_input', issues: [{ message: 'a file is given twice' }] });
    expect(await scheduler.pending()).toEqual([]);
  });

  it('when a resource is given twice', async () => {
    expect(
      (await refusal({ yaml: [jobYaml('vision', 'digits'), jobYaml('vision', 'digits')] })).issues,
    ).toMatchObject([{ file: '1.yaml', message: `Job/vision/digits is given twice` }]);
  });

  it('when its placement names no cluster of the team', async () => {
    const error = await refusal({ yaml: jobYaml('vision', 'digits', { placement: { clusters: ['moon'] } }) });
    expect(error).toBeInstanceOf(ConflictError);
    expect(error.message).toContain('no available cluster of team vision is one of moon');
  });

  it('when the reason is more than one line', async () => {
    expect(await refusal({ yaml: jobYaml('vision', 'digits'), reason: 'a\nResource: Job/x' })).toBeInstanceOf(
      InvalidInputError,
    );
  });

  it('when a source file holds what looks like a secret', async () => {
    const yaml = jobYaml('vision', 'digits', { source: { files: ['a.py'] } });
    const error = await refusal({ yaml, files: { 'a.py': `token = "ghp_${'a1B2'.repeat(9)}"` } });
    expect(error).toBeInstanceOf(InvalidInputError);
  });
});
