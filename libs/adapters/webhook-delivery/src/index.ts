export { deliveryOutcome, type DeliveryState } from './delivery-outcome.ts';
export { hostOf } from './host-of.ts';
export { isPublicAddress } from './public-address.ts';
export {
  sendWebhook,
  type Attempt,
  type SendSettings,
  type WebhookRequest,
  type WebhookScheme,
} from './send-webhook.ts';
export { signDelivery, type SignedDelivery } from './sign-delivery.ts';
export { standardSignature } from './standard-signature.ts';
