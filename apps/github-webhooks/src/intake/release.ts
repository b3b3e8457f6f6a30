/**
 * Frees the memory of bytes that are done with. Left to the garbage collector they pile up, and since it counts them it goes
 * through the whole heap again and again.
 */
export function release({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
