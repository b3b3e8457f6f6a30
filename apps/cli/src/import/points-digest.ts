import { createHash } from 'node:crypto';
import type { Metric } from './mlflow-answers.ts';

/**
 * A digest of points of metrics that does not depend on their order: servers give those of one time in different ones.
 * The sum, modulo 2^64, of the first 8 bytes of each point's SHA-256.
 */
export class PointsDigest {
  count = 0;
  #sum = 0n;

  add({ key, value, timestamp, step }: Metric): void {
    const hash = createHash('sha256')
      .update(JSON.stringify([key, String(value), timestamp, step]))
      .digest();
    this.#sum = BigInt.asUintN(64, this.#sum + hash.readBigUInt64BE());
    this.count += 1;
  }

  equals(other: PointsDigest): boolean {
    return this.count === other.count && this.#sum === other.#sum;
  }
}
