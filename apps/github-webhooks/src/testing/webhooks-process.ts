import path from 'node:path';
import { startServiceProcess, type ServiceProcess } from '@slipway/testing';

export interface ProcessSettings {
  readonly databaseUrl: string;
  readonly tokensFile: string;
  readonly secretsFile: string;
}

const main = path.resolve(import.meta.dirname, '../main.ts');

export const startWebhooksProcess = (settings: ProcessSettings): ServiceProcess =>
  startServiceProcess(main, {
    directory: path.dirname(settings.tokensFile),
    environment: {
      SLIPWAY_DATABASE_URL: settings.databaseUrl,
      SLIPWAY_TOKENS_FILE: settings.tokensFile,
      SLIPWAY_WEBHOOK_SECRETS_FILE: settings.secretsFile,
      SLIPWAY_ENVIRONMENT_URL: 'https://github.com/acme/environment.git',
    },
  });
