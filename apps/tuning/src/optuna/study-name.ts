import { createHash } from 'node:crypto';

const longest = 63;

/**
 * What a study of Optuna may be called where names are lower-case letters, digits and dashes: its own name if possible,
 * otherwise what is left of that with a part of its hash. Of one name they are always the same.
 */
export function namesFor(optunaName: string): readonly string[] {
  const plain = optunaName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const hash = createHash('sha256').update(optunaName).digest('hex');
  const hashed = [8, 32].map((length) => {
    const start = (plain || 'study').slice(0, longest - length - 1).replace(/-$/, '');
    return `${start}-${hash.slice(0, length)}`;
  });
  return plain !== '' && plain === optunaName && plain.length <= longest ? [plain, ...hashed] : hashed;
}
