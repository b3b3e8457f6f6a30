import { runMain } from '@slipway/service';
import { compose } from './compose.ts';
import { GithubWebhooksConfig } from './config.ts';

await runMain({ name: 'github-webhooks', config: GithubWebhooksConfig, compose });
