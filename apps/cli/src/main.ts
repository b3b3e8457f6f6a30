import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { asksForServer, becomeServer } from './become-server.ts';
import { createProgram } from './program.ts';
import { runProcess } from './run-process.ts';

if (asksForServer(process.argv.slice(2))) becomeServer(process);

// What a command loads is compiled once a machine: that halves the time until a server answers.
enableCompileCache(path.join(homedir(), '.cache/slipway/compiled'));

await runProcess(createProgram);
