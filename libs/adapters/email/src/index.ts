export { openMailer, type MailerOptions } from './mailer.ts';
