import { describe, expect, it } from '@jest/globals';
import { parseWorkflows } from '@slipway/resources';
import { programOfJob } from './program-of-job.ts';
import { newWorkflowRun } from './transition.ts';
import type { WorkflowEvent } from './workflow-event.ts';
import { needsPaths, whyNot } from './why-not.ts';

const commit = 'c'.repeat(40);
const push: WorkflowEvent = { name: 'push', branch: 'main', commit };
const [workflow] = parseWorkflows(
  'slipway.yaml',
  `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: { paths: [src/**] }, tag: { tags: ["v*"] }, pull_request: { branches: [main] } }
  jobs:
    - name: image
      build: { image: ghcr.io/acme/digits, context: app, target: prod, arguments: { V: "1; rm -rf /" }, credentials: { name: registry, key: config.json } }
    - name: app
      preview: { imageFrom: image, command: [python, serve.py], lifetime: 2h }
    - name: shown
      preview: { image: "app:1", command: [serve], port: 8080, url: "https://pr-{number}.vision.example.org/docs" }
`,
);
if (!workflow) throw new Error('there is no workflow');
const plan = { workflow, event: push };
const run = newWorkflowRun(plan);
const place = {
  ...{ team: 'vision', cloneUrl: 'https://github.com/acme/digits.git' },
  builder: {
    ...{ image: 'docker.io/moby/buildkit:v0.34.2', address: 'tcp://buildkitd.buildkit:1234' },
    certificates: 'buildkit',
  },
};
const specOf = (name: string) => {
  const spec = workflow.spec.jobs.find((job) => job.name === name);
  if (!spec) throw new Error(`there is no job ${name}`);
  return spec;
};

describe('the Job of a build', () => {
  const job = programOfJob(plan, run, specOf('image'), place);

  it('asks the daemon of the platform, and hands everything over as arguments', () => {
    expect(job.metadata).toMatchObject({ name: 'digits-image', team: 'vision' });
    expect(job.spec.source).toEqual({ git: { url: place.cloneUrl, revision: commit } });
    expect(job.spec.args).toEqual([
      ...[
        '--addr',
        'tcp://buildkitd.buildkit:1234',
        'build',
        '--progress',
        'plain',
        '--frontend',
        'dockerfile.v0',
      ],
      ...[
        '--local',
        'context=app',
        '--local',
        'dockerfile=app',
        '--opt',
        'filename=Dockerfile',
        '--opt',
        'target=prod',
      ],
      ...['--opt', 'build-arg:V=1; rm -rf /'],
      ...['--output', `type=image,name=ghcr.io/acme/digits:${commit},push=true`],
    ]);
    expect(job.spec.command.join(' ')).not.toContain('1; rm -rf');
    expect(job.spec.env).toEqual([
      { name: 'DOCKER_AUTH_CONFIG', secret: { name: 'registry', key: 'config.json' } },
      { name: 'BUILDKIT_TLS_CA', secret: { name: 'buildkit', key: 'ca.crt' } },
      { name: 'BUILDKIT_TLS_CERT', secret: { name: 'buildkit', key: 'tls.crt' } },
      { name: 'BUILDKIT_TLS_KEY', secret: { name: 'buildkit', key: 'tls.key' } },
    ]);
  });

  it('keeps what buildctl writes for itself out of what is built, also without credentials', () => {
    const [, , script = ''] = job.spec.command;
    expect(script.indexOf('export DOCKER_CONFIG="$scratch"')).toBeLessThan(script.indexOf('if ['));
  });
});

describe('the Job of a preview', () => {
  it('runs the image that was built, for its lifetime', () => {
    const built = {
      ...run,
      jobs: run.jobs.map((job) => ({
        ...job,
        result: { image: `ghcr.io/acme/digits@sha256:${'a'.repeat(64)}` },
      })),
    };
    const { spec } = programOfJob(plan, built, specOf('app'), place);
    expect(spec).toMatchObject({ timeout: '2h', image: `ghcr.io/acme/digits@sha256:${'a'.repeat(64)}` });
    expect(() => programOfJob(plan, run, specOf('app'), place)).toThrow('has built no image');
  });

  it('serves at the host of its address, where it has a port', () => {
    const event: WorkflowEvent = {
      ...{
        name: 'pull_request',
        number: 12,
        base: 'main',
        branch: 'x',
        author: 'ada',
        fromFork: false,
        commit,
      },
    };
    const { spec } = programOfJob(
      { workflow, event },
      newWorkflowRun({ workflow, event }),
      specOf('shown'),
      place,
    );
    expect(spec.serves).toEqual({ port: 8080, host: 'pr-12.vision.example.org' });
  });

  it.each([
    ['port: 8080', 'digits', 'with a port it needs a url'],
    ['port: 8080, url: "http://localhost:8080"', 'digits', 'with a port it needs a url'],
    ['port: 8080, url: "https://pr-{number}.vision.example.org"', '1digits', 'begins with a letter'],
  ])('has an address that a gateway can have: { %s } of %s is refused', (fields, name, message) => {
    const text = `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: ${name} }
spec: { on: { pull_request: {} }, jobs: [{ name: app, preview: { image: "app:1", command: [serve], ${fields} } }] }
`;
    expect(() => parseWorkflows('slipway.yaml', text)).toThrow(message);
  });
});

describe('what starts a workflow', () => {
  const on = (event: WorkflowEvent, changed?: readonly string[]) =>
    whyNot(workflow, event, { defaultBranch: 'main', changed });
  const pull = (base: string): WorkflowEvent => ({
    ...{ name: 'pull_request', number: 1, base, branch: 'x', author: 'ada', fromFork: false, commit },
  });

  it('is decided by branches, tags and paths; of paths that nobody can tell all', () => {
    expect(on(push, ['src/a.py'])).toBeUndefined();
    expect(on(push, ['docs/a.md'])).toBe('no path that it looks at was changed');
    expect(on(push)).toBeUndefined();
    expect(on({ ...push, branch: 'x' })).toBe('it does not start by a push to x');
    expect(on(pull('main'))).toBeUndefined();
    expect(on(pull('next'))).toBe('it does not start by a pull request to next');
    expect(on({ name: 'tag', tag: 'v1', commit })).toBeUndefined();
    expect(on({ name: 'tag', tag: 'x1', commit })).toBe('it does not start by the tag x1');
    expect(on({ name: 'schedule', branch: 'main', cron: '* * * * *', due: '', commit })).toContain(
      'not its any more',
    );
    expect(on({ name: 'manual', ref: 'main', by: 'ada', commit })).toBeUndefined();
    expect([needsPaths(workflow, 'push'), needsPaths(workflow, 'pull_request')]).toEqual([true, false]);
  });
});
