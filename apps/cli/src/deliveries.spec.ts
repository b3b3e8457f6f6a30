import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HttpServer } from '@slipway/service';
import { slipway, type Result } from './testing/command-line.ts';
import { exampleLedger, startFakeDeliveries, type FakeLedger } from './testing/fake-deliveries.ts';

let ledger: FakeLedger;
let server: HttpServer;
beforeEach(async () => {
  ledger = exampleLedger();
  server = await startFakeDeliveries(ledger);
});
afterEach(() => server.close());

const cli = (...args: string[]): Promise<Result> =>
  slipway(['deliveries', ...args], {
    env: { SLIPWAY_URL: server.url, SLIPWAY_TOKEN: 'admin-token' },
    cwd: tmpdir(),
  });
const id = '00000000-0000-4000-8000-000000000002';

describe('deliveries', () => {
  it('are listed with what they are about and what became of them', async () => {
    expect((await cli('list')).stdout).toBe(`\
ID                                    AGE  EVENT                REPOSITORY        ABOUT  STATE               REASON
00000000-0000-4000-8000-000000000003  2m   push                 acme/environment  main   handled             those who follow the environment repository were woken
00000000-0000-4000-8000-000000000002  2m   pull_request.opened  acme/environment  #7     dead                it is poison
00000000-0000-4000-8000-000000000001  2m   ping                 acme/environment         pending, failed 2×  those who follow the environment repository were woken
`);
    expect(await cli('list', '--event', 'star')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'no deliveries\n',
    });
    expect((await cli('list', '--limit', '1', '-o', 'name')).stdout).toBe(
      '00000000-0000-4000-8000-000000000003\n',
    );
    const { items } = JSON.parse((await cli('list', '--state', 'dead', '--json')).stdout) as {
      items: unknown[];
    };
    expect(items).toEqual([ledger.deliveries[1]]);
  });

  it('are shown one at a time, with their payload when it is asked for', async () => {
    expect((await cli('show', id)).stdout).toBe(`\
Id:          ${id}
Event:       pull_request.opened
Repository:  acme/environment
Owner:       acme
Number:      7
Ref:         refs/heads/main
Payload:     7.6 KiB
Received:    2026-03-01T11:58:00.000Z (2m ago)
State:       dead
Reason:      it is poison
Failures:    8
Settled:     2026-03-01T11:58:01.000Z (119s ago)
`);
    expect((await cli('show', id, '--payload')).stdout).toBe('{"ref":"refs/heads/main"}');
    expect(await cli('show', '00000000-0000-4000-8000-000000000009')).toMatchObject({ code: 4 });
  });

  it('are replayed by ids or filters', async () => {
    expect((await cli('replay', id)).stderr).toBe('1 delivery will be handled again\n');
    const dry = await cli('replay', '--state', 'dead', '--since', '1h', '--until', '2026-03-01', '--dry-run');
    expect(dry.stderr).toBe('1 delivery would be handled again: this was a dry run\n');
    expect(ledger.replays).toEqual([
      { ids: [id], limit: 100, dryRun: false },
      {
        filter: { state: 'dead', since: '2026-03-01T11:00:00.000Z', until: '2026-03-01T00:00:00.000Z' },
        ...{ limit: 100, dryRun: true },
      },
    ]);
  });

  it.each([[[]], [[id, '--state', 'dead']]])('are not replayed by %j', async (args) => {
    expect(await cli('replay', ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('by their ids or by filters, and not by both'),
    });
  });

  it('are not looked for at a time that is none', async () => {
    expect(await cli('list', '--since', 'yesterday')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected a duration such as 2h'),
    });
  });
});
