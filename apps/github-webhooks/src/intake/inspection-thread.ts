import { createHmac } from 'node:crypto';
import { payloadScanner } from '@slipway/deliveries/payload-scanner';
import { InvalidInputError } from '@slipway/kernel';
import type { Inspected, InspectionTask } from './inspector.ts';

/**
 * Runs in the thread of an inspector, for one payload: a message says how many bytes of the block come next, and is answered
 * when they are done with; 0 says that there are no more.
 */
export function inspect({ port, block, secrets }: InspectionTask): Promise<Inspected> {
  const macs = new Map(secrets.map((secret) => [secret, createHmac('sha256', secret)]));
  const scanner = payloadScanner();
  const look = (bytes: number): Inspected | undefined => {
    try {
      if (bytes === 0) {
        const digests = new Map([...macs].map(([secret, mac]) => [secret, mac.digest()]));
        return { kind: 'whole', found: scanner.finish(), digests };
      }
      const piece = block.subarray(0, bytes);
      scanner.feed(piece);
      for (const mac of macs.values()) mac.update(piece);
      return undefined;
    } catch (error) {
      if (error instanceof InvalidInputError) return { kind: 'wrong', message: error.message };
      throw error;
    }
  };
  return new Promise<Inspected>((resolve) => {
    port
      .on('message', (bytes: number) => {
        const inspected = look(bytes);
        if (inspected) resolve(inspected);
        else port.postMessage(bytes);
      })
      .on('close', () => {
        resolve({ kind: 'given-up' });
      });
  }).finally(() => {
    port.close();
  });
}
