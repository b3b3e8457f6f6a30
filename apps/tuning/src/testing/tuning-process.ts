import path from 'node:path';
import { startServiceProcess, type ServiceProcess } from '@slipway/testing';

const main = path.resolve(import.meta.dirname, '../main.ts');

export const startTuningProcess = (databaseUrl: string, tokensFile: string): ServiceProcess =>
  startServiceProcess(main, {
    directory: path.dirname(tokensFile),
    environment: { SLIPWAY_DATABASE_URL: databaseUrl, SLIPWAY_TOKENS_FILE: tokensFile },
  });
