import { addressFields } from './delivery-address.ts';
import { JsonScanner } from './json-scanner.ts';

/** Looks through a payload for the fields that make its address. */
export const payloadScanner = (): JsonScanner => new JsonScanner(addressFields);
