/** Random bytes as a dependency, so that tests can name the ids they expect. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** Drawn from the system at once, since each draw costs far more than the bytes. */
const drawn = new Uint8Array(4096);
let used = drawn.length;

export const systemRandom: Random = {
  bytes: (count) => {
    if (count > drawn.length) return crypto.getRandomValues(new Uint8Array(count));
    if (used + count > drawn.length) {
      crypto.getRandomValues(drawn);
      used = 0;
    }
    const bytes = drawn.slice(used, used + count);
    // What was handed out may be a secret: it stays nowhere else.
    drawn.fill(0, used, used + count);
    used += count;
    return bytes;
  },
};

// Crockford's base 32 in lower case: no i, l, o, u, so ids can be read aloud and are valid DNS labels.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** `length` random characters, 5 bits each. */
export function randomSuffix(length: number, random: Random = systemRandom): string {
  let text = '';
  for (const byte of random.bytes(length)) text += alphabet.charAt(byte & 31);
  return text;
}

/**
 * A ULID (https://github.com/ulid/spec) in lower case: 26 characters, 48 bits of milliseconds and 80 random bits, so ids
 * sort by the time they were made. Ids made within one millisecond have no order.
 */
export function newId(now: Date, random: Random = systemRandom): string {
  let time = now.getTime();
  let text = '';
  for (let index = 0; index < 10; index += 1) {
    text = alphabet.charAt(time % 32) + text;
    time = Math.floor(time / 32);
  }
  return text + randomSuffix(16, random);
}
