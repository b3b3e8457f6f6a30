/** One thing that was looked at, and how it is. */
export interface Finding {
  /** A word for it: `webhook`. */
  readonly check: string;
  readonly result: 'ok' | 'problem' | 'note';
  readonly found: string;
  /** What to do about it. */
  readonly hint?: string;
}

export const ok = (check: string, found: string): Finding => ({ check, result: 'ok', found });

export const problem = (check: string, found: string, hint: string): Finding => ({
  ...{ check, result: 'problem', found, hint },
});

/** Of what works without it, or can not be seen from here. */
export const note = (check: string, found: string, hint: string): Finding => ({
  ...{ check, result: 'note', found, hint },
});
