#!/usr/bin/env node
// Starts the command line: the bundle when there is one, else the TypeScript sources, on a Node that can run them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(import.meta.url);
const home = path.resolve(path.dirname(here), '..');
const bundle = path.join(home, 'dist/bundle/main.js');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 9)) {
  // That type stripping is experimental is nothing that a user of slipway can do anything about.
  process.removeAllListeners('warning');
  if (!existsSync(bundle)) {
    const { registerHooks } = await import('node:module');
    const asSource = (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, '@slipway/source'] });
    registerHooks({ resolve: asSource });
  }
  await import(pathToFileURL(existsSync(bundle) ? bundle : path.join(home, 'src/main.ts')).href);
} else {
  const local = path.resolve(home, '../../node_modules/.bin/node');
  if (!existsSync(local) || process.env.SLIPWAY_NODE === local) {
    process.stderr.write(
      `slipway needs Node 24.9 or newer, this is ${process.versions.node}: npm ci installs one into node_modules\n`,
    );
    process.exit(70);
  }
  const { status, signal } = spawnSync(local, [here, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, SLIPWAY_NODE: local },
  });
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 143));
}
