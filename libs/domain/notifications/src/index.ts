export { describeDestination, laneOf, type Destination } from './destination.ts';
export { emailMessage, type EmailMessage } from './email-message.ts';
export { mostOccurrences, type Message } from './message.ts';
export { titleOf } from './message-words.ts';
export { messageId, messagesOf, type NewMessage, type Template } from './messages-of.ts';
export type { Occurrence } from './occurrence.ts';
export { sampleMessage } from './sample-message.ts';
export { slackMessage } from './slack-message.ts';
export { webhookMessage } from './webhook-message.ts';
