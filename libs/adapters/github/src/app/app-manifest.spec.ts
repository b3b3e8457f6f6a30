import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { appManifest, registrationUrl } from './app-manifest.ts';
import { grants, neededEvents, neededPermissions, permissionsOf } from './needed-permissions.ts';

const guide = path.resolve(import.meta.dirname, '../../../../../docs/how-to/connect-github.md');
const manifestOf = (...parts: ('checks' | 'committer' | 'deploy')[]): ReturnType<typeof appManifest> =>
  appManifest({ parts, name: 'slipway-acme', publicUrl: 'https://slipway.example/' });

describe('the manifest of an App', () => {
  it('for all parts asks for what they need together, and sends what the receiver handles', () => {
    expect(
      appManifest({
        ...{ parts: ['checks', 'committer', 'deploy'], name: 'slipway-acme' },
        ...{ publicUrl: 'https://slipway.example', redirectUrl: 'http://127.0.0.1:4711/made' },
      }),
    ).toEqual({
      name: 'slipway-acme',
      description:
        'Slipway: plans pull requests and tells who has to approve them; writes the environment repository; tells how far merges are',
      url: 'https://slipway.example',
      public: false,
      redirect_url: 'http://127.0.0.1:4711/made',
      hook_attributes: { url: 'https://slipway.example/webhooks/github', active: true },
      default_permissions: {
        ...{ metadata: 'read', checks: 'write', pull_requests: 'write', merge_queues: 'write' },
        ...{ issues: 'read', members: 'read', contents: 'write', statuses: 'write', deployments: 'write' },
      },
      default_events: [
        ...['push', 'pull_request', 'pull_request_review', 'check_run', 'issue_comment', 'merge_group'],
      ],
    });
  });

  it('for the receiver alone lets it make branches of proposals, and tell of no deployments', () => {
    expect(manifestOf('checks').default_permissions).toEqual({
      ...{ metadata: 'read', checks: 'write', pull_requests: 'write', contents: 'write' },
      ...{ issues: 'read', merge_queues: 'write', members: 'read' },
    });
  });

  it('for the committer or deployments alone has no webhook, and one purpose', () => {
    expect(manifestOf('committer')).toMatchObject({
      ...{ default_permissions: { metadata: 'read', contents: 'write' }, default_events: [] },
      hook_attributes: { url: 'https://slipway.example/webhooks/github', active: false },
    });
    expect(manifestOf('deploy')).toMatchObject({
      default_permissions: { metadata: 'read', statuses: 'write', deployments: 'write' },
      default_events: [],
    });
  });

  it.each([
    ['https://api.github.com', 'acme', 'https://github.com/organizations/acme/settings/apps/new'],
    ['https://api.github.com', undefined, 'https://github.com/settings/apps/new'],
    ['https://api.acme.ghe.com', undefined, 'https://acme.ghe.com/settings/apps/new'],
    [
      ...['https://github.example/api/v3', 'a/b'],
      'https://github.example/organizations/a%2Fb/settings/apps/new',
    ],
  ])('with the API %s of %s is posted to %s', (api, organisation, page) => {
    expect(registrationUrl(api ?? '', organisation)).toBe(page);
  });
});

describe('what Slipway needs of GitHub', () => {
  it('is granted by the same right or a higher one', () => {
    const [needed] = permissionsOf(['checks']).filter(({ name }) => name === 'contents');
    if (!needed) throw new Error('contents are needed');
    const contents = { ...needed, right: 'read' as const };
    expect(grants({ contents: 'read' }, contents)).toBe(true);
    expect(grants({ contents: 'write' }, contents)).toBe(true);
    expect(grants({ checks: 'write' }, contents)).toBe(false);
    expect(grants({ contents: 'read' }, { ...contents, right: 'write' })).toBe(false);
  });

  it('is what the guide says, row by row', async () => {
    const text = await readFile(guide, 'utf8');
    const table = text.slice(text.indexOf('| permission |')).split('\n\n')[0] ?? '';
    const rows = table
      .split('\n')
      .slice(2)
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .map(([, title, right, purpose, part]) => ({ title, right, purpose: purpose?.split(';')[0], part }));
    const needed = neededPermissions.map(({ title, right, purpose, part }) => ({
      ...{ title, right: right === 'write' ? 'read and write' : 'read' },
      ...{ purpose: purpose.split(';')[0], part },
    }));
    expect(rows).toEqual(needed);
  });

  it('are the events that the guide names', async () => {
    const text = await readFile(guide, 'utf8');
    const sentence = /Subscribe to ([^.]+)\./.exec(text)?.[1] ?? '';
    const named = [...sentence.matchAll(/\*([^*]+)\*/g)].map(([, event = '']) =>
      event.toLowerCase().replaceAll(' ', '_'),
    );
    expect(named).toEqual(neededEvents.map(({ name }) => name));
  });
});
