export {
  chatHelp,
  chatLines,
  mayAsk,
  type ChatCommand,
  type ChatLine,
  type ChatVerb,
  type RepositoryPermission,
} from './chat-commands.ts';
export {
  backFillTimes,
  backFillWindow,
  missingAttempts,
  mostAsks,
  type DeliveryAttempt,
} from './back-fill.ts';
export { addressOf, type DeliveryAddress } from './delivery-address.ts';
export { checkHeaders, type CheckedHeaders, type DeliveryHeaders, type Refusal } from './delivery-headers.ts';
export { laneOf } from './lane.ts';
export { claimedChanges, type PushedCommit } from './pushed-commits.ts';
export { payloadScanner } from './payload-scanner.ts';
export { repositoryOfUrl } from './repository-of-url.ts';
export { decideRetry, retryRules, type RetryDecision } from './retry.ts';
export { secretsIn, withSecret } from './secrets-file.ts';
export { secretsFor, type SigningSecrets } from './signing-secrets.ts';
