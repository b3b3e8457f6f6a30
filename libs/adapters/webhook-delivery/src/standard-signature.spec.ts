import { describe, expect, it } from '@jest/globals';
import { standardSignature } from './standard-signature.ts';

/** The example that the libraries of Standard Webhooks are tested by. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const delivery = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('a signature after Standard Webhooks', () => {
  it('is that of the reference example', () => {
    expect(standardSignature(secret, delivery)).toBe(signature);
  });

  it('is made by each of several secrets, while a receiver changes over', () => {
    const next = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const [first, second, ...rest] = standardSignature(`${secret} ${next}\n`, delivery)?.split(' ') ?? [];
    expect(first).toBe(signature);
    expect(second).toBe(standardSignature(next, delivery));
    expect(rest).toEqual([]);
  });

  it.each(['', 'hush', 'whsec_', 'whsec_c2hvcnQ=', `whsec_${'A'.repeat(400)}`, `${secret} hush`])(
    'is not made by %j, which is no secret of theirs',
    (wrong) => {
      expect(standardSignature(wrong, delivery)).toBeUndefined();
    },
  );
});
