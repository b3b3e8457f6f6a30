import type { SentManifest } from '@slipway/github/testing';

/** A form of GitHub's manifest flow, as a browser finds it in a page. */
export interface FoundForm {
  readonly action: string;
  readonly manifest: SentManifest;
}

/** The one form of a page. @throws Error without one */
export function formIn(page: string): FoundForm {
  const action = unescaped(/<form action="([^"]+)" method="post">/.exec(page)?.[1] ?? '');
  const manifest = unescaped(/name="manifest" value="([^"]+)"/.exec(page)?.[1] ?? '');
  if (action === '' || manifest === '') throw new Error(`there is no form in ${page}`);
  return { action, manifest: JSON.parse(manifest) as SentManifest };
}

export async function open(url: string): Promise<{ readonly status: number; readonly page: string }> {
  const answer = await fetch(url, { redirect: 'manual' });
  return { status: answer.status, page: await answer.text() };
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
