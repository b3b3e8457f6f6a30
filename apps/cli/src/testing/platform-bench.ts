import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { HttpServer } from '@slipway/service';
import { slipway, type Result } from './command-line.ts';
import { exampleState, type FakeState } from './example-state.ts';
import { startFakePlatform } from './fake-platform.ts';

export interface PlatformBench {
  /** What the platform answers with in this test. */
  readonly state: FakeState;
  readonly url: string;
  /** A folder for the tests of this file. */
  readonly folder: string;
  /** Runs `slipway` in the folder, against the fake platform, as its administrator. */
  readonly cli: (...args: string[]) => Promise<Result>;
  /** Writes files into the folder. */
  readonly files: (contents: Readonly<Record<string, string>>) => Promise<void>;
}

/** Gives every test of a file a fake platform of its own. */
export function usePlatform(): PlatformBench {
  const now: { state: FakeState; server?: HttpServer; folder: string } = {
    state: exampleState(),
    folder: '',
  };
  beforeAll(async () => {
    now.folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-cli-'));
  });
  afterAll(() => rm(now.folder, { recursive: true, force: true }));
  beforeEach(async () => {
    now.state = exampleState();
    now.server = await startFakePlatform(now.state);
  });
  afterEach(() => now.server?.close());
  return {
    get state() {
      return now.state;
    },
    get url() {
      return now.server?.url ?? '';
    },
    get folder() {
      return now.folder;
    },
    cli: (...args) =>
      slipway(args, { env: { SLIPWAY_URL: now.server?.url, SLIPWAY_TOKEN: 'admin-token' }, cwd: now.folder }),
    files: async (contents) => {
      for (const [name, content] of Object.entries(contents)) {
        await mkdir(path.dirname(path.join(now.folder, name)), { recursive: true });
        await writeFile(path.join(now.folder, name), content);
      }
    },
  };
}
